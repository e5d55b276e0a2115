import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';
import { formatWhen } from '../../../../shared/time';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { Choice } from '../components/Choice';
import { Decision } from '../components/Decision';
import { type Membership, mayDecide } from '../hooks/useRoom';
import type { CampaignDetail } from '../words/campaign';

type Way = 'letRun' | 'endNow';
type Preview = Output<'campaign.previewEnd'>;

/** What may still be decided: nothing of a draft, and of one that has ended only what its open groups come to. */
function choicesOf({ status, ended, groups }: CampaignDetail): readonly Way[] {
  if (status === 'draft') return [];
  if (status !== 'ended') return ['letRun', 'endNow'];
  return ended?.groups !== 'endNow' && groups.open + groups.pending > 0 ? ['endNow'] : [];
}

const POLL = 5_000;

const titles: Readonly<Record<Way, string>> = { letRun: '让开着的团拼完', endNow: '现在就截止' };

/** How things stand, before anything is chosen. */
function standsWords({ open, pending }: Preview): string {
  if (open.groups + pending === 0) return '现在没有开着的团，结束后谁都不受影响。';
  const parts = [
    ...(open.groups > 0 ? [`${open.groups} 个团开着，${open.members} 人已付款`] : []),
    ...(open.paying > 0 ? [`${open.paying} 人正在付款`] : []),
    ...(pending > 0 ? [`${pending} 个团在等团长付款`] : []),
  ];
  return `现在有 ${parts.join('，')}。`;
}

/** What a choice brings about, with its numbers and amounts, one sentence each. */
function consequences(choice: Way, { open, pending, endNow, lastDeadline }: Preview): string[] {
  if (choice === 'letRun') {
    const until = lastDeadline === undefined ? '' : `，最晚 ${formatWhen(lastDeadline, serverNow())} 全有结果`;
    return [
      ...(open.groups > 0 ? [`${open.groups} 个团照常拼到各自的截止时间${until}。到时没拼成的自动退款。`] : []),
      ...(pending > 0 ? [`等团长付款的 ${pending} 个团，付了款照常开。`] : []),
    ];
  }
  return [
    ...(endNow.formed > 0 ? [`${endNow.formed} 个团人数够，马上成团。`] : []),
    ...(endNow.failed > 0
      ? [`${endNow.failed} 个团没拼成，${endNow.refunds} 笔付款共 ${formatFen(endNow.refundAmount)} 原路退回。`]
      : []),
    ...(open.paying > 0 ? [`正在付款的 ${open.paying} 人等付完或过了保留时间再算，结果可能有变。`] : []),
    ...(pending > 0 ? [`等团长付款的 ${pending} 个团不再开，付进来的钱退回。`] : []),
  ];
}

/** Whether there is something to end, and whether this person may. */
export const mayEnd = (campaign: CampaignDetail, member: Membership): boolean =>
  mayDecide(member) && choicesOf(campaign).length > 0;

/** What the button that leads here says. */
export const endLabel = ({ status }: CampaignDetail): string => (status === 'ended' ? '截止开着的团' : '提前结束');

interface Props {
  campaign: CampaignDetail;
  merchantId: string;
  /** Shows the campaign as it is now. */
  onEnded: () => Promise<void>;
  onClose: () => void;
}

/** 提前结束: says exactly what happens before it happens, then what has happened. Mounted while it is open. */
export function EndCampaign({ campaign, merchantId, onEnded, onClose }: Props) {
  const campaignId = campaign.id;
  const [choices] = useState(() => choicesOf(campaign));
  const [over] = useState(campaign.status === 'ended');
  const { asked, again } = useAsk(`end ${campaignId}`, () => call('campaign.previewEnd', { merchantId, campaignId }));
  const preview = asked.status === 'ready' ? asked.value : undefined;
  const idle = preview !== undefined && preview.open.groups + preview.pending === 0;
  const [chosen, setChosen] = useState<Way | undefined>(choices.length === 1 ? choices[0] : undefined);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** What was chosen, and what it was said to bring about. */
  const [done, setDone] = useState<readonly string[]>();
  // Where no group is open, there is nothing to choose.
  const choice = chosen ?? (idle ? choices[0] : undefined);

  const visible = useVisible();
  // People pay meanwhile: what is said is how it stands.
  usePolling(again, POLL, visible && preview !== undefined && !busy && done === undefined);

  async function end(groups: Way, told: Preview): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('campaign.end', { merchantId, campaignId, groups });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    setDone(consequences(groups, told));
    await onEnded();
  }

  if (done !== undefined) {
    return (
      <Decision
        open
        title={over ? '开着的团截止了' : '活动结束了'}
        onClose={onClose}
        acts={[{ id: 'endDone', label: '知道了', onClick: onClose }]}
      >
        {(done.length === 0 ? ['不能再开新团了。'] : done).map((words) => (
          <View key={words} className="m4">
            {words}
          </View>
        ))}
      </Decision>
    );
  }
  const label =
    choice === undefined ? '先选一种' : idle ? '结束活动' : choice === 'letRun' ? '结束，让团拼完' : '现在就截止';
  return (
    <Decision
      open
      title={over ? '截止开着的团' : '提前结束活动'}
      onClose={onClose}
      acts={[
        { id: 'endNot', label: '先留着', kind: 'line', onClick: onClose },
        {
          id: 'endYes',
          label,
          disabled: choice === undefined || preview === undefined,
          busy,
          onClick: () => choice !== undefined && preview !== undefined && void end(choice, preview),
        },
      ]}
    >
      {asked.status === 'loading' && <Skeleton bones={['line']} />}
      {asked.status === 'failed' && <Failed problem={asked.problem} onRetry={() => void again()} />}
      {preview && (
        <View id="preview">
          <View>
            「{campaign.title}」{over ? '已经不能开新团。' : '结束后不能再开新团，也不能恢复。'}
            {standsWords(preview)}
          </View>
          {!idle && (
            <View className="choices" role="radiogroup" aria-label="开着的团怎么办">
              {choices.map((one) => (
                <Choice
                  key={one}
                  id={`choice-${one}`}
                  chosen={one === choice}
                  title={titles[one]}
                  words={consequences(one, preview)}
                  onChoose={() => setChosen(one)}
                />
              ))}
            </View>
          )}
          {problem && (
            <Text id="endProblem" className="cd f13 block m12">
              {problem.message}
            </Text>
          )}
        </View>
      )}
    </Decision>
  );
}
