import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

export async function shareCode(
  _app: App,
  _userId: string,
  _input: Parsed<'share.code'>,
): Promise<Result<Output<'share.code'>, RefusalCode>> {
  throw new Error('share.code is not built');
}

export async function shareLink(
  _app: App,
  _userId: string,
  _input: Parsed<'share.link'>,
): Promise<Result<Output<'share.link'>, RefusalCode>> {
  throw new Error('share.link is not built');
}
