import { Bars } from '../components/Bars';
import { Panel } from '../components/Panel';
import { type CampaignBoard, dealWords } from '../words/campaignFigures';
import { inCount, percent } from '../words/fission';

/** From a visit to what is kept. Orders are told against those that were placed. */
export function Funnel({ board: { kind, total } }: { board: CampaignBoard }) {
  const { visits, orders, paid, sold, kept } = total;
  const step = (key: string, label: string, value: number, tone: 'light' | 'warm' | 'action' | 'money') => ({
    key,
    label,
    value,
    words: inCount(value),
    aside: percent(value, orders),
    tone,
  });
  return (
    <Panel id="funnel" title="从打开到留住" sub="右边是占下单的比例">
      <Bars
        label="从打开到留住"
        bars={[
          { key: 'visits', label: '打开', value: visits, words: inCount(visits), aside: '', tone: 'pale' },
          step('orders', '下单', orders, 'light'),
          step('paid', '付款', paid, 'warm'),
          step('sold', dealWords[kind].succeeded, sold, 'action'),
          step('kept', '留住', kept, 'money'),
        ]}
      />
    </Panel>
  );
}
