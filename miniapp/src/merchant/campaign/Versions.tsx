import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatWhen, type Ms } from '../../../../shared/time';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { type Told, told, UNKNOWN } from '../campaignForm/changes';
import { Segments } from '../components/Filters';
import type { CampaignDetail } from '../words/campaign';

type All = Output<'campaign.listVersions'>;
type One = All['versions'][number];

interface Props {
  campaign: CampaignDetail;
  merchantId: string;
}

/** Every edition with who published it and when, and two of them side by side: what is the same, and what is not. */
export function Versions({ campaign: { id: campaignId, edition }, merchantId }: Props) {
  const { asked, again } = useAsk(`${campaignId} ${edition}`, () =>
    call('campaign.listVersions', { merchantId, campaignId }),
  );
  if (asked.status === 'loading') return <Skeleton bones={['line', 'line']} />;
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={() => void again()} />;
  return <Beside all={asked.value} />;
}

function Beside({ all }: { all: All }) {
  const { versions } = all;
  const now = serverNow();
  const [newest, before] = versions;
  const [left, setLeft] = useState(String(before?.edition ?? newest?.edition ?? 0));
  const [right, setRight] = useState(String(newest?.edition ?? 0));
  const options = versions.map(({ edition }) => ({ value: String(edition), label: `第 ${edition} 版` }));
  const of = (edition: string) => versions.find((one) => String(one.edition) === edition) ?? newest;
  const [one, other] = [of(left), of(right)];
  return (
    <View id="versions" className="card rules">
      {versions.map((version) => (
        <View key={version.edition} className="versions-one">
          <View className="bold">第 {version.edition} 版</View>
          <View className="c2">{publishedWords(version, now)}</View>
          {version.acknowledged?.map((sentence) => (
            <View key={sentence} className="f12 c3">
              勾过提醒：{sentence}
            </View>
          ))}
        </View>
      ))}
      {versions.length > 1 && one && other && (
        <>
          <View className="versions-pick">
            <View className="room-field-label">左边看</View>
            <Segments id="left" label="左边哪一版" options={options} chosen={left} onChoose={setLeft} />
            <View className="room-field-label">右边看</View>
            <Segments id="right" label="右边哪一版" options={options} chosen={right} onChoose={setRight} />
          </View>
          <Table all={all} one={one} other={other} now={now} />
        </>
      )}
    </View>
  );
}

/** An edition as it is told: of the kind that all of them are. */
const toldOf = ({ kind }: All, { title, startsAt, endsAt, terms }: One): Told =>
  ({ kind, title, startsAt, endsAt, terms }) as Told;

function Table({ all, one, other, now }: { all: All; one: One; other: One; now: Ms }) {
  const left = told(toldOf(all, one), all.skus, now);
  const right = told(toldOf(all, other), all.skus, now);
  return (
    <View className="versions-table">
      <View className="versions-row versions-head">
        <View className="versions-cell">规则</View>
        <View className="versions-cell">第 {one.edition} 版</View>
        <View className="versions-cell">第 {other.edition} 版</View>
      </View>
      {[...left].map(([name, says]) => {
        const to = right.get(name) ?? '';
        const changed = to !== says && says !== UNKNOWN && to !== UNKNOWN;
        return (
          <View key={name} className={`versions-row ${changed ? 'versions-changed' : ''}`}>
            <View className="versions-cell c2">{name}</View>
            <View className="versions-cell">{says}</View>
            <View className={`versions-cell ${changed ? 'bold' : ''}`}>
              {to}
              {changed && <Text className="cw f12"> 改了</Text>}
            </View>
          </View>
        );
      })}
    </View>
  );
}

const publishedWords = ({ by, publishedAt }: One, now: Ms): string =>
  `${by === undefined ? '' : `${by} `}${formatWhen(publishedAt, now)} 发布`;
