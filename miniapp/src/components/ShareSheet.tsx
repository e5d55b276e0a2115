import type { Bps } from '../../../shared/money';
import { useLink } from '../hooks/useLink';
import { personIsHere } from '../hooks/usePerson';
import type { Shares } from '../hooks/useShares';
import { open } from '../platform/nav';
import { copy, toast } from '../platform/notice';
import { addressOf, type Shareable } from '../platform/share';
import { isH5 } from '../platform/target';
import { Reward, ShareAct, ShareActs } from './ShareActs';
import { Sheet } from './Sheet';

interface Props {
  /** Open while there is something to share. */
  shared: Shareable | undefined;
  tokens: Shares['tokens'];
  rate?: Bps | undefined;
  onClose: () => void;
}

/** Every way of sharing one thing. On H5 a card is an address: copied, and sent wherever friends are. */
export function ShareSheet({ shared, tokens, rate, onClose }: Props) {
  const { busy, copyLink } = useLink(shared);
  const waits = tokens === undefined;

  function copyCard(channel: 'message' | 'moments'): void {
    if (shared === undefined) return;
    void copy(addressOf(shared, tokens?.[channel])).then(() =>
      toast(channel === 'message' ? '链接已复制，发给朋友吧' : '链接已复制，去朋友圈粘贴'),
    );
    onClose();
  }

  function toMoments(): void {
    if (isH5) {
      copyCard('moments');
      return;
    }
    toast('点右上角 ···，选「分享到朋友圈」');
    onClose();
  }

  async function toPoster(): Promise<void> {
    if (shared === undefined || !(await personIsHere())) return;
    const { kind, id } = shared;
    open('promoter/poster', { kind, id });
    onClose();
  }

  return (
    <Sheet open={shared !== undefined} title="分享" onClose={onClose}>
      <ShareActs>
        <ShareAct
          id="toFriend"
          icon="chat"
          label="发给朋友"
          busy={waits}
          openType={isH5 ? undefined : 'share'}
          onClick={isH5 ? () => copyCard('message') : onClose}
        />
        <ShareAct id="toMoments" icon="ring" label="朋友圈" busy={isH5 && waits} onClick={toMoments} />
        <ShareAct id="toPoster" icon="image" label="生成海报" onClick={() => void toPoster()} />
        <ShareAct
          id="copyLink"
          icon="link"
          label="复制链接"
          busy={busy}
          onClick={() => {
            copyLink();
            onClose();
          }}
        />
      </ShareActs>
      <Reward rate={rate} />
    </Sheet>
  );
}
