import { Text, View } from '@tarojs/components';
import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Sheet } from '../../components/Sheet';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Segments } from '../components/Filters';
import { Frame } from '../components/Frame';
import { OwnDays } from '../components/OwnDays';
import { chosenRange } from '../components/range';
import { ShopSwitch } from '../components/ShopSwitch';
import { type Board, channelName } from '../words/fission';
import { Breakdown } from './Breakdown';
import { type BoardProps, byDepth, daysOf, deepest, isEmpty, questionOf, type Range, rangeOf, ranges } from './board';
import { Cycle } from './Cycle';
import { Definitions } from './Definitions';
import { Funnel } from './Funnel';
import { KPanel } from './KPanel';
import { Levels } from './Levels';
import { nothing } from './nothing';
import { Overview } from './Overview';
import { Top } from './Top';
import { scopeWords, useCampaigns } from './useCampaigns';

/** Which campaign is looked at, or the whole shop. */
function Scope({ member, address, change }: Pick<BoardProps, 'member' | 'address' | 'change'>) {
  const [choosing, setChoosing] = useState(false);
  const campaigns = useCampaigns(member.merchantId);
  const choose = (campaign: string | undefined) => {
    setChoosing(false);
    change({ campaign });
  };
  return (
    <>
      <View id="scope" className="shop-switch" {...asButton} onClick={() => setChoosing(true)}>
        <Text className="cut">{scopeWords(campaigns, address.campaign)}</Text>
        <Icon name="down" size={16} className="c3" />
      </View>
      <Sheet open={choosing} title="看哪里的裂变" onClose={() => setChoosing(false)}>
        {[{ id: undefined, title: '全店' }, ...campaigns].map(({ id, title }) => (
          <View
            key={id ?? ''}
            id={`scope-${id ?? 'shop'}`}
            className="row g12 shop-switch-one"
            {...asButton}
            onClick={() => choose(id)}
          >
            <Text className="grow f14 cut">{title}</Text>
            {id === address.campaign && <Icon name="check" size={16} className="cm" />}
          </View>
        ))}
      </Sheet>
    </>
  );
}

function Parts({ board, member, address }: Pick<BoardProps, 'member' | 'address'> & { board: Board }) {
  const { merchantId } = member;
  const now = serverNow();
  const depths = byDepth(board.depths);
  if (isEmpty(board)) return nothing(board, member);
  return (
    <>
      <Overview board={board} short />
      <Funnel total={board.total} depth={deepest(depths)} />
      <KPanel board={board} now={now} />
      <View
        id="toTree"
        className="card row g12 fission-way"
        {...asButton}
        onClick={() => open('merchant/tree', { merchant: merchantId, campaign: address.campaign })}
      >
        <Icon name="tree" size={20} className="c2" />
        <View className="grow">
          <View className="f16 bold">分享树</View>
          <View className="f12 c3">谁带来谁，哪一支成交最多</View>
        </View>
        <Icon name="right" size={18} className="c3" />
      </View>
      <Breakdown
        id="channels"
        title="渠道"
        head="来源"
        rows={board.channels}
        name={(row) => (
          <View className="row g8">
            <View className={`channel-dot channel-${row.key}`} aria-hidden="true" />
            {channelName(row)}
          </View>
        )}
      />
      <Top top={board.top} merchantId={merchantId} address={address} />
      <Levels depths={depths} />
      <Cycle total={board.total} />
      <Breakdown id="products" title="商品" rows={board.products} name={({ label }) => label} />
      <Breakdown id="campaigns" title="活动" rows={board.campaigns} name={({ label }) => label} />
      <Breakdown id="chats" title="群聊" sub="微信不给群名" rows={board.chats} name={({ label }) => label} />
      {board.countedAt !== undefined && (
        <View className="f12 c3 fission-counted">统计到 {formatWhen(board.countedAt, now)}</View>
      )}
    </>
  );
}

/** The board on a phone. */
export function PhoneBoard({ member, memberships, address, change }: BoardProps) {
  const question = questionOf(member, address, serverNow());
  const { asked, again } = useAsk(JSON.stringify(question), () => call('fission.board', question));
  usePullDownRefresh(() => void again().finally(endPullDown));
  const range = rangeOf(address);
  return (
    <Frame title="裂变" here="fission" member={member} part>
      <View className="row g8 fission-tools">
        <ShopSwitch member={member} memberships={memberships} />
        <Scope member={member} address={address} change={change} />
        <View className="grow" />
        <Definitions />
      </View>
      <View className="fission-tools">
        <Segments<Range>
          id="range"
          label="看哪些天"
          options={ranges}
          chosen={range}
          onChoose={(value) => change(chosenRange(value, daysOf(address, serverNow())))}
        />
        {range === 'own' && <OwnDays address={address} change={change} />}
      </View>
      {asked.status === 'loading' && <Skeleton bones={['line', 'line', 'line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {asked.status === 'ready' && <Parts board={asked.value} member={member} address={address} />}
    </Frame>
  );
}
