/** Rules of payouts and reviews as they are being written: numbers are what was typed; an empty one turns its rule off. */
import type { Input } from '../../../../shared/contracts/contracts';
import { PAYOUT_MIN } from '../../../../shared/domain/withdrawal';
import { BPS_WHOLE, type Bps, FEN_MAX, type Fen, formatFen } from '../../../../shared/money';
import type { PayoutSettings } from '../words/payout';

export type Rules = Pick<Input<'payout.setSettings'>, 'rules' | 'risk'>;

export interface Draft {
  readonly min: string;
  readonly max: string;
  readonly perDay: string;
  readonly perDayFen: string;
  readonly fee: string;
  readonly newAccountDays: string;
  readonly mutual: boolean;
  readonly refundSpike: string;
  readonly refundSpikeOrders: string;
  readonly sameAddress: string;
  readonly sameDevice: string;
  readonly largeAmount: string;
}
export type Typed = Exclude<keyof Draft, 'mutual'>;

/** Two digits after the point: `29.9`, `8.5`; NaN for what is none. Both fen and basis points are hundredths. */
function hundredths(typed: string): number {
  const match = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(typed.trim());
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : Number.NaN;
}

const whole = (typed: string): number => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

const inHundredths = (value: Fen | Bps): string => {
  const rest = String(value % 100).padStart(2, '0');
  const before = String(Math.floor(value / 100));
  return rest === '00' ? before : `${before}.${rest.replace(/0$/, '')}`;
};

const or = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined ? '' : text(value);

export const draftOf = ({ rules, risk }: Pick<PayoutSettings, 'rules' | 'risk'>): Draft => ({
  min: inHundredths(rules.min),
  max: inHundredths(rules.max),
  perDay: String(rules.perDay),
  perDayFen: inHundredths(rules.perDayFen),
  fee: inHundredths(rules.fee),
  newAccountDays: or(risk.newAccountDays, String),
  mutual: risk.mutual,
  refundSpike: or(risk.refundSpike, inHundredths),
  refundSpikeOrders: String(risk.refundSpikeOrders),
  sameAddress: or(risk.sameAddress, String),
  sameDevice: or(risk.sameDevice, String),
  largeAmount: or(risk.largeAmount, inHundredths),
});

const maybe = (typed: string, read: (typed: string) => number): number | undefined =>
  typed.trim() === '' ? undefined : read(typed);

/** What a draft comes to; what is no number is NaN in it. */
export const rulesOf = (draft: Draft): Rules => ({
  rules: {
    min: hundredths(draft.min),
    max: hundredths(draft.max),
    perDay: whole(draft.perDay),
    perDayFen: hundredths(draft.perDayFen),
    fee: hundredths(draft.fee),
  },
  risk: {
    newAccountDays: maybe(draft.newAccountDays, whole),
    mutual: draft.mutual,
    refundSpike: maybe(draft.refundSpike, hundredths),
    refundSpikeOrders: whole(draft.refundSpikeOrders),
    sameAddress: maybe(draft.sameAddress, whole),
    sameDevice: maybe(draft.sameDevice, whole),
    largeAmount: maybe(draft.largeAmount, hundredths),
  },
});

export type Faults = Partial<Record<Typed, string>>;

const between = (value: number | undefined, least: number, most: number): boolean =>
  value === undefined || (value >= least && value <= most);

/** What is wrong, by field; nothing where it stands. The server looks at it again. */
export function faultsOf(draft: Draft): Faults {
  const { rules, risk } = rulesOf(draft);
  const faults: Faults = {};
  const say = (field: Typed, fits: boolean, words: string) => {
    if (!fits && faults[field] === undefined) faults[field] = words;
  };
  say('min', between(rules.min, PAYOUT_MIN, FEN_MAX), `写一个金额，最少 ${formatFen(PAYOUT_MIN)}（微信的下限）`);
  say('max', between(rules.max, 0, FEN_MAX), '写一个金额');
  say('max', !(rules.max < rules.min), '不能低于最低额');
  say('perDay', between(rules.perDay, 1, 100), '写 1 到 100 次');
  say('perDayFen', between(rules.perDayFen, 0, FEN_MAX), '写一个金额');
  say('perDayFen', !(rules.perDayFen < rules.max), '不能低于单笔最高额');
  say('fee', between(rules.fee, 0, BPS_WHOLE - 1), '写 0 到 99.99');
  say('newAccountDays', between(risk.newAccountDays, 1, 365), '写 1 到 365 天，不用就留空');
  say('refundSpike', between(risk.refundSpike, 1, BPS_WHOLE), '写到 100 为止，不用就留空');
  say('refundSpikeOrders', between(risk.refundSpikeOrders, 1, 1000), '写 1 到 1000 单');
  say('sameAddress', between(risk.sameAddress, 2, 100), '写 2 到 100 人，不用就留空');
  say('sameDevice', between(risk.sameDevice, 2, 100), '写 2 到 100 人，不用就留空');
  say('largeAmount', between(risk.largeAmount, 0, FEN_MAX), '写一个金额，不用就留空');
  return faults;
}

/** Whether saving would change anything. */
export const isSame = (draft: Draft, settings: Pick<PayoutSettings, 'rules' | 'risk'>): boolean =>
  JSON.stringify(draft) === JSON.stringify(draftOf(settings));
