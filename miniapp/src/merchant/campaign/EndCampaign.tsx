import { Text, View } from '@tarojs/components';
import { useState } from 'react';
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
import {
  choicesOf,
  consequences,
  endWords,
  isIdle,
  outcomeWords,
  type Preview,
  standsWords,
  type Way,
  wayTitle,
} from '../words/campaignEnd';

const POLL = 5_000;

/** Whether there is something to end, and whether this person may. */
export const mayEnd = (campaign: CampaignDetail, member: Membership): boolean =>
  mayDecide(member) && choicesOf(campaign).length > 0;

/** What the button that leads here says. */
export const endLabel = ({ status, kind }: CampaignDetail): string =>
  status === 'ended' ? `截止${endWords[kind].open}` : '提前结束';

interface Props {
  campaign: CampaignDetail;
  merchantId: string;
  /** Shows the campaign as it is now. */
  onEnded: () => Promise<void>;
  onClose: () => void;
}

/** 提前结束: says exactly what happens before it happens, then what has happened. Mounted while it is open. */
export function EndCampaign({ campaign, merchantId, onEnded, onClose }: Props) {
  const { id: campaignId, kind } = campaign;
  const words = endWords[kind];
  const [choices] = useState(() => choicesOf(campaign));
  const [over] = useState(campaign.status === 'ended');
  const { asked, again } = useAsk(`end ${campaignId}`, () => call('campaign.previewEnd', { merchantId, campaignId }));
  const preview = asked.status === 'ready' ? asked.value : undefined;
  const idle = preview !== undefined && isIdle(preview);
  const [chosen, setChosen] = useState<Way | undefined>(choices.length === 1 ? choices[0] : undefined);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** What has come of it. */
  const [done, setDone] = useState<readonly string[]>();
  // Where nothing is open, there is nothing to choose.
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
    setDone(outcomeWords(groups, answer.value.ended, told, serverNow()));
    await onEnded();
  }

  if (done !== undefined) {
    return (
      <Decision
        open
        title={over ? `${words.open}截止了` : '活动结束了'}
        onClose={onClose}
        acts={[{ id: 'endDone', label: '知道了', onClick: onClose }]}
      >
        {(done.length === 0 ? [`${words.noMore}了。`] : done).map((sentence) => (
          <View key={sentence} className="m4">
            {sentence}
          </View>
        ))}
      </Decision>
    );
  }
  const label =
    choice === undefined
      ? '先选一种'
      : idle
        ? '结束活动'
        : choice === 'letRun'
          ? `结束，${words.letRun}`
          : '现在就截止';
  return (
    <Decision
      open
      title={over ? `截止${words.open}` : '提前结束活动'}
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
            「{campaign.title}」{over ? `已经${words.noMore}。` : `结束后${words.noMore}，也不能恢复。`}
            {standsWords(preview)}
          </View>
          {!idle && (
            <View className="choices" role="radiogroup" aria-label={`${words.open}怎么办`}>
              {choices.map((one) => (
                <Choice
                  key={one}
                  id={`choice-${one}`}
                  chosen={one === choice}
                  title={wayTitle(one, kind)}
                  words={consequences(one, preview, serverNow())}
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
