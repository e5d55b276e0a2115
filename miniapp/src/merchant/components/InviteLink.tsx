import { View } from '@tarojs/components';
import { ok, type Result } from '../../../../shared/result';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import type { Problem } from '../../platform/api';
import { pathOf } from '../../platform/nav';
import { canBuy, isH5 } from '../../platform/target';
import './InviteLink.scss';

/** At a desk a phone scans it; a mini-program cannot draw it. */
const Code =
  process.env.TARO_ENV === 'h5' ? (require('../signIn/Code') as typeof import('../signIn/Code')).Code : undefined;

const addressOf = (code: string): string => `${window.location.origin}/#${pathOf('merchant/invitation', { code })}`;

interface Props {
  code: string;
  /** A link of WeChat to it, which opens the mini-program: nobody new can sign in on the web as it is published. */
  ofWechat: () => Promise<Result<{ url: string }, Problem>>;
  onKnown: (address: string) => void;
}

/** The link of an invite, as text and picture. */
export function InviteLink({ code, ofWechat, onKnown }: Props) {
  const { asked, again } = useAsk(code, async () => {
    const answer = isH5 && canBuy ? ok({ url: addressOf(code) }) : await ofWechat();
    if (answer.ok) onKnown(answer.value.url);
    return answer;
  });
  if (asked.status === 'failed') return <Failed problem={asked.problem} onRetry={() => void again()} />;
  if (asked.status === 'loading') return <Skeleton bones={['line']} />;
  const { url } = asked.value;
  return (
    <>
      {Code && <Code text={url} className="invite-code" label="邀请码" />}
      <View id="inviteLink" className="invite-link">
        {url}
      </View>
    </>
  );
}
