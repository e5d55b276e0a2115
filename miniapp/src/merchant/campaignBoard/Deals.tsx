import { View } from '@tarojs/components';
import { filledWithin } from '../../../../shared/domain/campaignFigures';
import { Bars } from '../components/Bars';
import { Panel } from '../components/Panel';
import { type CampaignBoard, dealWords, FILL_WORDS, filledWords } from '../words/campaignFigures';
import { inCount, percent } from '../words/fission';

/** The groups or bargains by how they stand, and how long they took to fill. */
export function Deals({ board: { kind, total } }: { board: CampaignBoard }) {
  const words = dealWords[kind];
  const { begun, succeeded, failed, fills } = total;
  const [half, most] = [filledWithin(total, 0.5), filledWithin(total, 0.8)];
  /** Classes beyond it are empty. */
  const longest = fills.reduce((last, count, index) => (count > 0 ? index : last), 0);
  const end = (key: string, label: string, value: number, tone: 'money' | 'pale' | 'plain') => ({
    key,
    label,
    value,
    words: inCount(value),
    aside: percent(value, begun),
    tone,
  });
  const full = kind === 'groupBuy' ? '成团' : '砍到底';
  return (
    <Panel id="deals" title={`${words.begun}的结果`} sub={`右边是占${words.begun}的比例`}>
      <Bars
        label={`${words.begun}的结果`}
        most={begun}
        bars={[
          end('succeeded', words.succeeded, succeeded, 'money'),
          end('running', '进行中', begun - succeeded - failed, 'pale'),
          end('failed', words.failed, failed, 'plain'),
        ]}
      />
      <View id="filled" className="f13 c2 campaign-board-say">
        {half === null || most === null
          ? `还没有${full}的。`
          : half === most
            ? `八成在 ${filledWords(most)}${full}。`
            : `一半在 ${filledWords(half)}${full}，八成在 ${filledWords(most)}。`}
      </View>
      {half !== null && (
        <Bars
          slim
          label={`多久${full}，各有几个`}
          bars={fills.slice(0, longest + 1).map((count, index) => ({
            key: `fill-${index}`,
            label: FILL_WORDS[index] ?? '',
            value: count,
            words: inCount(count),
          }))}
        />
      )}
    </Panel>
  );
}
