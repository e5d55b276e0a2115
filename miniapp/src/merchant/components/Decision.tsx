import { View } from '@tarojs/components';
import { type ReactNode, useEffect, useRef } from 'react';
import { Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Sheet } from '../../components/Sheet';
import { useWide } from '../hooks/useWide';

interface Act {
  id: string;
  label: ReactNode;
  kind?: 'solid' | 'line';
  disabled?: boolean;
  busy?: boolean;
  /** One of WeChat's own buttons. */
  openType?: 'share';
  onClick: () => void;
}

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** At most two, verbs, the likelier one last. */
  acts: readonly Act[];
}

const FOCUSABLE = 'button, a[href], input, textarea, [tabindex]:not([tabindex="-1"])';

function Dialog({ title, onClose, children, acts }: Omit<Props, 'open'>) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    const hear = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close.current();
      if (event.key !== 'Tab') return;
      // The page behind is not there as long as this is.
      const stops = [...(box.current?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (document.activeElement !== edge && document.activeElement !== box.current) return;
      event.preventDefault();
      (event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
    };
    document.addEventListener('keydown', hear);
    return () => {
      document.removeEventListener('keydown', hear);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div className="desk-mask">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the dialog closes it; Esc does too */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same */}
      <div className="desk-mask-click" onClick={onClose} />
      <div ref={box} className="desk-dialog" role="dialog" aria-modal="true" aria-label={title} tabIndex={-1}>
        <div className="desk-dialog-head">
          <h2 className="desk-dialog-title grow">{title}</h2>
          <button id="dialogClose" type="button" className="plain desk-x" aria-label="关闭" onClick={onClose}>
            <Icon name="x" size={16} />
          </button>
        </div>
        <div className="desk-dialog-body">{children}</div>
        <div className="desk-dialog-foot">
          {acts.map(({ label, ...act }) => (
            <Btn key={act.id} {...act}>
              {label}
            </Btn>
          ))}
        </div>
      </div>
    </div>
  );
}

/** Before what cannot be undone, or needs a choice: a dialog at a desk, a sheet on a phone. Its buttons are verbs. */
export function Decision({ open, title, onClose, children, acts }: Props) {
  const wide = useWide();
  if (wide) {
    return open ? (
      <Dialog title={title} onClose={onClose} acts={acts}>
        {children}
      </Dialog>
    ) : null;
  }
  return (
    <Sheet
      open={open}
      title={title}
      onClose={onClose}
      foot={
        <View className="room-acts">
          {acts.map(({ label, ...act }) => (
            <Btn key={act.id} {...act}>
              {label}
            </Btn>
          ))}
        </View>
      }
    >
      <View className="f14 c2">{children}</View>
    </Sheet>
  );
}
