import { View } from '@tarojs/components';
import { Figures } from '../components/Figures';
import { Panel } from '../components/Panel';
import { inCount } from '../words/fission';
import { inYuan } from '../words/payment';
import { besideWords, MEASURES, measureWord, type TodayBoard } from '../words/today';

/** Today in a few figures, each beside yesterday and the same day a week ago. */
export function Overview({ board, wide }: { board: TodayBoard; wide: boolean }) {
  const figures = MEASURES.flatMap((measure) => {
    const figure = board.figures[measure];
    if (figure === undefined) return [];
    const [yesterday, lastWeek] = besideWords(measure, board) ?? [];
    return {
      id: `today-${measure}`,
      label: measure === 'sales' ? `${measureWord.sales} 元` : measureWord[measure],
      value: measure === 'sales' ? inYuan(figure.today) : inCount(figure.today),
      note: (
        <>
          <View>{yesterday}</View>
          <View>{lastWeek}</View>
        </>
      ),
    };
  });
  const row = wide ? figures.length : 2;
  return (
    <Panel id="figures" title={wide ? undefined : '今天'}>
      {Array.from({ length: Math.ceil(figures.length / row) }, (_, index) => index * row).map((from) => (
        <View key={from} className="today-row">
          <Figures figures={figures.slice(from, from + row)} />
        </View>
      ))}
    </Panel>
  );
}
