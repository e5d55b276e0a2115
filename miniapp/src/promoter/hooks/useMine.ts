import { useViewer } from '../../hooks/usePerson';
import { isH5 } from '../../platform/target';

/** The key of a question about what is one's own; undefined while nobody is signed in, as may be on H5 only. */
export function useMine(question: string): string | undefined {
  const viewer = useViewer();
  return isH5 && viewer === '' ? undefined : `${question} ${viewer}`;
}
