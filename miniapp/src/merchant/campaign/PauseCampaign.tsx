import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { Decision } from '../components/Decision';
import { type Membership, mayDecide } from '../hooks/useRoom';
import type { CampaignDetail } from '../words/campaign';
import { pauseWords, resumeWords } from '../words/campaignPause';

/** Whether there is something to pause or to resume, and whether this person may. */
export const mayPause = ({ status }: CampaignDetail, member: Membership): boolean =>
  mayDecide(member) && (status === 'live' || status === 'scheduled' || status === 'paused');

/** What the button that leads here says. */
export const pauseLabel = ({ status }: CampaignDetail): string => (status === 'paused' ? '恢复' : '暂停');

interface Props {
  campaign: CampaignDetail;
  merchantId: string;
  /** Shows the campaign as it is now. */
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** 暂停 and 恢复: says what happens before it happens. Mounted while it is open. */
export function PauseCampaign({ campaign, merchantId, onDone, onClose }: Props) {
  // As it was when it was opened: the campaign is shown anew under it.
  const [{ id: campaignId, kind, status, startsAt }] = useState(campaign);
  const isPaused = status === 'paused';
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function decide(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call(isPaused ? 'campaign.resume' : 'campaign.pause', { merchantId, campaignId });
    if (!answer.ok) {
      setBusy(false);
      return setProblem(answer.refusal);
    }
    await onDone();
    onClose();
  }

  return (
    <Decision
      open
      title={isPaused ? '恢复活动？' : '暂停活动？'}
      onClose={onClose}
      acts={[
        { id: 'pauseNot', label: '先不动', kind: 'line', onClick: onClose },
        { id: 'pauseYes', label: isPaused ? '恢复' : '暂停', busy, onClick: () => void decide() },
      ]}
    >
      {(isPaused ? resumeWords(kind, startsAt, serverNow()) : pauseWords(kind)).map((sentence) => (
        <View key={sentence} className="m4">
          {sentence}
        </View>
      ))}
      {problem && (
        <Text id="pauseProblem" className="cd f13 block m12">
          {problem.message}
        </Text>
      )}
    </Decision>
  );
}
