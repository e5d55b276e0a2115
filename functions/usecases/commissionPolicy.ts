/** What a shop, its products and its campaigns pay promoters, and who has set it when. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

const notBuilt = (): never => {
  throw new Error('commissionPolicy is not built');
};

export const getCommissionPolicy = async (
  _app: App,
  _input: Parsed<'commissionPolicy.get'>,
): Promise<Result<Output<'commissionPolicy.get'>, RefusalCode>> => notBuilt();
export const setCommissionPolicy = async (
  _app: App,
  _by: string,
  _input: Parsed<'commissionPolicy.set'>,
): Promise<Result<Output<'commissionPolicy.set'>, RefusalCode>> => notBuilt();
export const listOwnPolicies = async (
  _app: App,
  _input: Parsed<'commissionPolicy.listOwn'>,
): Promise<Result<Output<'commissionPolicy.listOwn'>, RefusalCode>> => notBuilt();
export const setOwnPolicy = async (
  _app: App,
  _by: string,
  _input: Parsed<'commissionPolicy.setOwn'>,
): Promise<Result<Output<'commissionPolicy.setOwn'>, RefusalCode>> => notBuilt();
