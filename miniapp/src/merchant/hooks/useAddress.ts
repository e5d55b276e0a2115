/** What a page is about and how it is filtered: its parameters. On H5 the address says it too, whatever is chosen. */
import { useRouter } from '@tarojs/taro';
import { useCallback, useState } from 'react';
import { keepInAddress, type PageParams } from '../../platform/nav';

/** Neither target decodes the parameters of a page. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** `names`: the parameters of `page` that count; the platform adds others. */
export function useAddress<P extends keyof PageParams>(
  page: P,
  names: readonly (keyof PageParams[P] & string)[],
): [Partial<PageParams[P]>, (change: Partial<PageParams[P]>) => void] {
  const { params } = useRouter();
  const [shown, setShown] = useState(
    () =>
      Object.fromEntries(
        names.flatMap((name) => (params[name] === undefined ? [] : [[name, decoded(params[name])]])),
      ) as Partial<PageParams[P]>,
  );
  const change = useCallback(
    (part: Partial<PageParams[P]>) => {
      const next = { ...shown, ...part };
      setShown(next);
      keepInAddress(page, next as PageParams[P]);
    },
    [page, shown],
  );
  return [shown, change];
}
