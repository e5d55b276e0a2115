/** Whether the window has room for the desk's layout (rail or side bar, and tables). Never in the mini-program. */
import { useEffect, useState } from 'react';
import { isH5 } from '../../platform/target';

const WIDE = '(min-width: 768px)';

export function useWide(): boolean {
  const [wide, setWide] = useState(() => isH5 && window.matchMedia(WIDE).matches);
  useEffect(() => {
    if (!isH5) return;
    const query = window.matchMedia(WIDE);
    const look = () => setWide(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return wide;
}
