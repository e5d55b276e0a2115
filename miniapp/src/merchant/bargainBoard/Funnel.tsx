import { Bars } from '../components/Bars';
import { Panel } from '../components/Panel';
import type { BargainMeasures } from '../words/bargainFigures';
import { inCount, percent } from '../words/fission';

/** From a launch to what was bought. Every step is told against the launches. */
export function Funnel({ total: { launches, helped, floors, bought } }: { total: BargainMeasures }) {
  const step = (key: string, label: string, value: number, tone: 'light' | 'warm' | 'money') => ({
    key,
    label,
    value,
    words: inCount(value),
    aside: percent(value, launches),
    tone,
  });
  return (
    <Panel id="funnel" title="从发起到买下" sub="右边是占发起的比例">
      <Bars
        label="从发起到买下"
        most={launches}
        bars={[
          { key: 'launches', label: '发起', value: launches, words: inCount(launches), aside: '', tone: 'pale' },
          step('helped', '有人帮', helped, 'light'),
          step('floors', '砍到底', floors, 'warm'),
          step('bought', '买下', bought, 'money'),
        ]}
      />
    </Panel>
  );
}
