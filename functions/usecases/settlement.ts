/** SETTLEMENT: what a shop owes, and the release of what is due, in bounded steps that may stop anywhere. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

const notBuilt = (): never => {
  throw new Error('settlement is not built');
};

export const owedBy = async (
  _app: App,
  _input: Parsed<'settlement.owed'>,
): Promise<Result<Output<'settlement.owed'>, RefusalCode>> => notBuilt();
export const runSettlement = async (
  _app: App,
  _by: string,
  _input: Parsed<'settlement.run'>,
): Promise<Result<Output<'settlement.run'>, RefusalCode>> => notBuilt();
export const getSettlement = async (
  _app: App,
  _input: Parsed<'settlement.get'>,
): Promise<Result<Output<'settlement.get'>, RefusalCode>> => notBuilt();
export const listSettlements = async (
  _app: App,
  _input: Parsed<'settlement.list'>,
): Promise<Result<Output<'settlement.list'>, RefusalCode>> => notBuilt();
