import type { ReactNode } from 'react';
import { isH5 } from '../platform/target';
import { Btn } from './Btn';
import { MiniAct } from './StickyBar';

interface Props {
  /** H5: opens the sheet with the link. In the mini-program WeChat's own share button asks the page for its card. */
  onLink: () => void;
  children: ReactNode;
}

export function ShareBtn({ onLink, children }: Props) {
  return (
    <Btn id="share" openType={isH5 ? undefined : 'share'} onClick={isH5 ? onLink : undefined}>
      {children}
    </Btn>
  );
}

export function ShareMini({ onLink }: Pick<Props, 'onLink'>) {
  return (
    <MiniAct
      id="share"
      icon="share"
      label="分享"
      openType={isH5 ? undefined : 'share'}
      onClick={isH5 ? onLink : undefined}
    />
  );
}
