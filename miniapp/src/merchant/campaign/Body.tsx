import { Text, View } from '@tarojs/components';
import { formatFen } from '../../../../shared/money';
import { Cover } from '../../components/Cover';
import { Icon } from '../../components/Icon';
import { Tag } from '../../components/Tag';
import { serverNow } from '../../platform/clock';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { useWide } from '../hooks/useWide';
import { type CampaignDetail, campaignWord, endedWords, formedShare, periodWords } from '../words/campaign';
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
          拼团 · {edition > 0 ? `第 ${edition} 版 · ` : ''}
          {periodWords(campaign, serverNow())}
        </View>
      </View>
    </View>
  );
}

/** Figures of the groups and of the payments; each leads to what it counts. */
export function Body({ campaign, onFigure }: { campaign: CampaignDetail; onFigure: (part: Address) => void }) {
  const { groups, payments, sold, reserved, quota, ended } = campaign;
  const wide = useWide();
  const share = formedShare(groups);
  const toGroups = (state: string) => () => onFigure({ tab: 'groups', state });
  const toPayments = (state: string) => () => onFigure({ tab: 'payments', state });
  return (
    <>
      {!wide && (
        <View className="card">
          <Head campaign={campaign} />
        </View>
      )}
      {ended && (
        <View id="ended" className="room-notice">
          <Icon name="stop" size={16} />
          <Text className="grow">{endedWords(ended, serverNow())}</Text>
        </View>
      )}
      <View className="campaign-figures">
        <Panel title="团" sub={share && `成团率 ${share}`}>
          <Figures
            figures={[
              { id: 'figure-open', label: '拼团中', value: groups.open, onClick: toGroups('open') },
              { id: 'figure-pending', label: '待开团', value: groups.pending, onClick: toGroups('pending') },
              { id: 'figure-formed', label: '已成团', value: groups.formed, onClick: toGroups('formed') },
              { id: 'figure-failed', label: '没拼成', value: groups.failed, onClick: toGroups('failed') },
            ]}
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
              { id: 'figure-seat', label: '有座位', value: payments.seats, onClick: toPayments('seat') },
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
