/** A PROMOTER'S MONTHS, from the journals of their wallet. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

const notBuilt = (): never => {
  throw new Error('statement is not built');
};

export const listStatements = async (
  _app: App,
  _userId: string,
  _input: Parsed<'statement.list'>,
): Promise<Result<Output<'statement.list'>, RefusalCode>> => notBuilt();
export const getStatement = async (
  _app: App,
  _userId: string,
  _input: Parsed<'statement.get'>,
): Promise<Result<Output<'statement.get'>, RefusalCode>> => notBuilt();
