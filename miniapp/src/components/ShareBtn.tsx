import type { ReactNode } from 'react';
import { isH5 } from '../platform/target';
import { Btn } from './Btn';
import { MiniAct } from './StickyBar';

interface Props {
  /** My own share has been asked for; before that a card would go out as nobody's. */
  ready: boolean;
  /** Opens the sheet with every way of sharing. */
  onSheet: () => void;
  children: ReactNode;
}

/** Straight to a friend: in the mini-program WeChat's own share button asks the page for its card; H5 has the sheet. */
export function ShareBtn({ ready, onSheet, children }: Props) {
  return (
    <Btn id="share" busy={!ready} openType={isH5 ? undefined : 'share'} onClick={isH5 ? onSheet : undefined}>
      {children}
    </Btn>
  );
}

export function ShareMini({ onSheet }: Pick<Props, 'onSheet'>) {
  return <MiniAct id="shareMore" icon="share" label="分享" onClick={onSheet} />;
}
