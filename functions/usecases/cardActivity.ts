import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

export async function shareActivity(
  _app: App,
  _userId: string,
  _input: Parsed<'share.activity'>,
): Promise<Result<Output<'share.activity'>, RefusalCode>> {
  throw new Error('share.activity is not built');
}
