/** A SHOP'S MONEY, from its journals. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

const notBuilt = (): never => {
  throw new Error('finance is not built');
};

export const financeBoard = async (
  _app: App,
  _input: Parsed<'finance.board'>,
): Promise<Result<Output<'finance.board'>, RefusalCode>> => notBuilt();
export const financeJournals = async (
  _app: App,
  _input: Parsed<'finance.journals'>,
): Promise<Result<Output<'finance.journals'>, RefusalCode>> => notBuilt();
