import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import type { Result } from '../../shared/result';
import type { App } from './app';

export async function getReferralPolicy(
  _app: App,
  _input: Parsed<'referral.policy'>,
): Promise<Result<Output<'referral.policy'>, RefusalCode>> {
  throw new Error('referral.policy is not built');
}

export async function setReferralPolicy(
  _app: App,
  _userId: string,
  _input: Parsed<'referral.setPolicy'>,
): Promise<Result<Output<'referral.setPolicy'>, RefusalCode>> {
  throw new Error('referral.setPolicy is not built');
}

export async function getReferral(
  _app: App,
  _input: Parsed<'referral.get'>,
): Promise<Result<Output<'referral.get'>, RefusalCode>> {
  throw new Error('referral.get is not built');
}

export async function correctReferral(
  _app: App,
  _userId: string,
  _input: Parsed<'referral.correct'>,
): Promise<Result<Output<'referral.correct'>, RefusalCode>> {
  throw new Error('referral.correct is not built');
}

export async function suspendPromoter(
  _app: App,
  _userId: string,
  _input: Parsed<'referral.suspend'>,
): Promise<Result<Output<'referral.suspend'>, RefusalCode>> {
  throw new Error('referral.suspend is not built');
}
