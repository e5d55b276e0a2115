import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

export async function promoterSummary(
  _app: App,
  _userId: string,
  _input: Parsed<'promoter.summary'>,
): Promise<Result<Output<'promoter.summary'>, RefusalCode>> {
  throw new Error('promoter.summary is not built');
}

export async function listPromoterShares(
  _app: App,
  _userId: string,
  _input: Parsed<'promoter.shares'>,
): Promise<Result<Output<'promoter.shares'>, RefusalCode>> {
  throw new Error('promoter.shares is not built');
}

export async function listPromoterPeople(
  _app: App,
  _userId: string,
  _input: Parsed<'promoter.people'>,
): Promise<Result<Output<'promoter.people'>, RefusalCode>> {
  throw new Error('promoter.people is not built');
}

export async function promoterTree(
  _app: App,
  _userId: string,
  _input: Parsed<'promoter.tree'>,
): Promise<Result<Output<'promoter.tree'>, RefusalCode>> {
  throw new Error('promoter.tree is not built');
}
