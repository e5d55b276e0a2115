import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { ok } from '../../../../shared/result';
import { asButton } from '../../components/Btn';
import { channelWord } from '../../components/channelWords';
import { Icon } from '../../components/Icon';
import { Skeleton } from '../../components/Skeleton';
import { usePages } from '../../hooks/usePages';
import { call } from '../../platform/api';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { type Place, placesOf } from '../components/shareTree';
import { inCount, nodeWords } from '../words/fission';
import { Branch } from './Branch';
import { nothing } from './nothing';
import { TrailLine } from './TrailLine';
import { questionOf, type Tree, type TreeProps, useTrail } from './tree';

/** Further in it would be too narrow; a tap goes into the branch. */
const LEVELS = 2;

function One({ place, onOpen }: { place: Place; onOpen: () => void }) {
  const { node, level, hidden } = place;
  const { share, sharer, channel, title, visits, branch, children } = node;
  const way = children > 0;
  return (
    <View
      id={`node-${share}`}
      className={`twig twig-${level}`}
      {...(way ? asButton : {})}
      aria-label={nodeWords(node)}
      onClick={way ? onOpen : undefined}
    >
      <View className={`channel-dot ${branch.orders === 0 ? 'channel-none' : `channel-${channel}`}`} />
      <View className="grow twig-who">
        <View className="f14 cut">
          {sharer.name} <Text className="f12 c3">{title}</Text>
        </View>
        <View className="f12 c3 cut">
          {channelWord[channel]} · 打开 {inCount(visits)} 次{hidden > 0 ? ` · 下面还有 ${hidden} 个` : ''}
        </View>
      </View>
      <Text className="twig-orders">
        <Text className="num">{inCount(branch.orders)}</Text> 单
      </Text>
      {way ? <Icon name="right" size={18} className="c3" /> : <View className="twig-end" />}
    </View>
  );
}

/** The tree on a phone: an indented list, the biggest branches first. */
export function PhoneTree({ member, address, change }: TreeProps) {
  const question = questionOf(member, address);
  const [newest, setNewest] = useState<Tree>();
  const { asked, items, again } = usePages(JSON.stringify(question), async (cursor) => {
    const answer = await call('fission.tree', { ...question, levels: LEVELS, cursor });
    if (!answer.ok) return answer;
    setNewest(answer.value);
    return ok({ items: [answer.value], nextCursor: answer.value.next });
  });
  const trail = useTrail(newest, address.share);
  const first = items[0];
  const places = placesOf({
    roots: items.flatMap(({ roots }) => roots),
    below: items.flatMap(({ below }) => below),
  }).places;
  return (
    <Frame title="分享树" here="fission" member={member}>
      <TrailLine
        trail={trail}
        top={address.campaign === undefined ? '全店' : '活动'}
        onGo={(share) => change({ share })}
      />
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && (
        <Lost asked={asked} again={again} what="这个分享" list="分享" toList={() => change({ share: undefined })} />
      )}
      {asked.status === 'ready' && first && (
        <>
          {first.node && <Branch node={first.node} />}
          {places.length === 0 ? (
            nothing(first.node !== undefined)
          ) : (
            <View id="tree" className="card twigs">
              <View className="f12 c3">最大的分支在前；点一下进到那一支。单数是整支的。</View>
              {places.map((place) => (
                <One key={place.node.share} place={place} onOpen={() => change({ share: place.node.share })} />
              ))}
            </View>
          )}
        </>
      )}
    </Frame>
  );
}
