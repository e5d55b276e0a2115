import { Text, View } from '@tarojs/components';
import { type Day, type Measure, measureWords, shortDay } from './measures';
import './Columns.scss';

interface Props {
  days: readonly Day[];
  measure: Measure;
  /** What the measure is called. */
  word: string;
}

/** Under so many columns each has its date; of more, the first, the middle and the last. */
const EACH_DATED = 7;

/** A column a day, from zero to the highest; the highest has its figure above. Plain boxes, for both targets. */
export function Columns({ days, measure, word }: Props) {
  const values = days.map((day) => day[measure]);
  const most = Math.max(0, ...values);
  const highest = values.lastIndexOf(most);
  const last = days.length - 1;
  const dated = (index: number) =>
    days.length <= EACH_DATED || index === 0 || index === last || index === Math.floor(last / 2);
  /** An amount is wider than its column: near an end it keeps inside. */
  const sideOf = (index: number) =>
    index > last * 0.85 ? 'column-value-end' : index < last * 0.15 ? 'column-value-start' : '';
  const said = days.map((day, index) => `${shortDay(day.day)} ${measureWords(measure, values[index] ?? 0)}`);
  return (
    <View id="chart" className="columns" role="img" aria-label={`每天的${word}：${said.join('，')}`}>
      {days.map((day, index) => {
        const value = values[index] ?? 0;
        const told = most > 0 && index === highest;
        return (
          <View key={day.day} className="column" aria-hidden="true">
            <View className="column-room">
              <View
                className={`column-bar ${value === 0 ? 'column-none' : ''}`}
                style={{ height: `${most === 0 ? 0 : Math.round((value / most) * 100)}%` }}
              >
                {told && <Text className={`column-value num ${sideOf(index)}`}>{measureWords(measure, value)}</Text>}
              </View>
            </View>
            <View className="column-day num">
              {dated(index) && <Text className="column-date">{shortDay(day.day)}</Text>}
            </View>
          </View>
        );
      })}
    </View>
  );
}
