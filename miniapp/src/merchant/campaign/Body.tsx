import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Cover } from '../../components/Cover';
import { Icon } from '../../components/Icon';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { useWide } from '../hooks/useWide';
import { type CampaignDetail, campaignWord, kindWord, periodWords } from '../words/campaign';
import { endedWords } from '../words/campaignEnd';
import { pauseWords } from '../words/campaignPause';
import { standsWord } from '../words/payment';
import type { KindParts } from './kinds';
import type { Address } from './part';

/** What it is, in which state, since when. */
export function Head({ campaign }: { campaign: CampaignDetail }) {
  const { product, title, status, edition } = campaign;
  const word = campaignWord[status];
  return (
    <View className="campaign-head">
      <Cover id={product.id} picture={product.cover} shape="t48" className="campaign-cover" />
      <View className="grow">
        <View className="campaign-name">
          <Text className="campaign-title two">{title}</Text>
          <Tag tone={word.tone}>{word.label}</Tag>
        </View>
        <View className="f12 c3">
          {kindWord[campaign.kind].label} · {edition > 0 ? `第 ${edition} 版 · ` : ''}
          {periodWords(campaign, serverNow())}
        </View>
      </View>
    </View>
  );
}

interface Props {
  campaign: CampaignDetail;
  kind: KindParts;
  onFigure: (part: Address) => void;
}

/** Figures of what it has begun and of the payments; each leads to what it counts. */
export function Body({ campaign, kind, onFigure }: Props) {
  const { payments, sold, reserved, quota, ended, pausedAt } = campaign;
  const wide = useWide();
  const toBegun = (state: string) => () => onFigure({ tab: kind.begun.tab, state });
  const toPayments = (state: string) => () => onFigure({ tab: 'payments', state });
  return (
    <>
      {!wide && (
        <View className="card">
          <Head campaign={campaign} />
        </View>
      )}
      {pausedAt !== undefined && (
        <View id="paused" className="room-notice">
          <Icon name="alert" size={16} />
          <Text className="grow">
            {formatWhen(pausedAt, serverNow())} 暂停了：{pauseWords(campaign.kind).slice(0, 2).join('')}
          </Text>
        </View>
      )}
      {ended && (
        <View id="ended" className="room-notice">
          <Icon name="stop" size={16} />
          <Text className="grow">{endedWords(ended, campaign.kind, serverNow())}</Text>
        </View>
      )}
      <View className="campaign-figures">
        <Panel title={kind.begun.title} sub={kind.begun.sub}>
          <Figures
            figures={kind.begun.figures.map(({ state, ...figure }) => ({
              ...figure,
              id: `figure-${state}`,
              onClick: toBegun(state),
            }))}
          />
        </Panel>
        <Panel
          title="付款"
          sub={
            <>
              已售 <Text className="num">{sold}</Text> / <Text className="num">{quota}</Text> 件
              {reserved > 0 && (
                <>
                  ，占着 <Text className="num">{reserved}</Text> 件
                </>
              )}
            </>
          }
        >
          <Figures
            figures={[
              {
                id: 'figure-captured',
                label: '收到',
                value: payments.captured,
                note: <Text className="num">{formatFen(payments.amount)}</Text>,
                onClick: toPayments('all'),
              },
              {
                id: 'figure-seat',
                label: standsWord[campaign.kind],
                value: payments.seats,
                onClick: toPayments('seat'),
              },
              {
                id: 'figure-refund',
                label: '退了',
                value: payments.refunded,
                note: <Text className="num">{formatFen(payments.refundAmount)}</Text>,
                onClick: toPayments('refund'),
              },
              { id: 'figure-settling', label: '处理中', value: payments.settling, onClick: toPayments('settling') },
            ]}
          />
        </Panel>
      </View>
    </>
  );
}
