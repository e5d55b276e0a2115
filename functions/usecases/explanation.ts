import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

export async function explainCommission(
  _app: App,
  _userId: string,
  _input: Parsed<'commission.explain'>,
): Promise<Result<Output<'commission.explain'>, RefusalCode>> {
  throw new Error('commission.explain is not built');
}

export async function inspectCommission(
  _app: App,
  _input: Parsed<'commission.inspect'>,
): Promise<Result<Output<'commission.inspect'>, RefusalCode>> {
  throw new Error('commission.inspect is not built');
}
