/** True 300 ms after the first render: a skeleton for something quicker would only flicker. */
import { useEffect, useState } from 'react';

export function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return late;
}
