/** Keys that mean something anywhere on a desk's page: not while somebody types, nor under a dialog. */
import { useEffect, useRef } from 'react';
import { useVisible } from '../../hooks/useVisible';
import { isH5 } from '../../platform/target';

const typesIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

/** `keys`: what each key does; one that does nothing just now is left out. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const visible = useVisible();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!isH5 || !visible) return;
    const hear = (event: KeyboardEvent) => {
      const act = latest.current[event.key];
      if (act === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typesIn(event.target) || document.querySelector('[aria-modal="true"]') !== null) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [visible]);
}
