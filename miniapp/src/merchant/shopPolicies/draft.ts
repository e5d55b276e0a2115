/** After-sale and receipt as they are being written: numbers are what was typed. */
import { isPhone, type Settings, type SettingsTo, wholeIn } from '../words/settings';

export interface Draft {
  readonly afterSaleDays: string;
  readonly receiptDays: string;
  /** Where goods are sent back to; all three empty for nowhere. */
  readonly name: string;
  readonly phone: string;
  readonly address: string;
}

export const draftOf = ({ policies: { afterSaleDays, receiptDays, returnTo } }: Settings): Draft => ({
  afterSaleDays: String(afterSaleDays),
  receiptDays: String(receiptDays),
  name: returnTo?.name ?? '',
  phone: returnTo?.phone ?? '',
  address: returnTo?.address ?? '',
});

const isEmpty = ({ name, phone, address }: Draft): boolean => `${name}${phone}${address}`.trim() === '';

export const toOf = (draft: Draft): SettingsTo => ({
  section: 'policies',
  policies: {
    afterSaleDays: wholeIn(draft.afterSaleDays),
    receiptDays: wholeIn(draft.receiptDays),
    ...(isEmpty(draft)
      ? {}
      : { returnTo: { name: draft.name.trim(), phone: draft.phone.trim(), address: draft.address.trim() } }),
  },
});

type Faults = Partial<Record<keyof Draft, string>>;

/** What is wrong, by field; nothing where it stands. The server looks at it again. */
export function faultsOf(draft: Draft): Faults {
  const faults: Faults = {};
  const within = (typed: string, least: number) => wholeIn(typed) >= least && wholeIn(typed) <= 90;
  if (!within(draft.afterSaleDays, 0)) faults.afterSaleDays = '写 0 到 90 天';
  if (!within(draft.receiptDays, 1)) faults.receiptDays = '写 1 到 90 天';
  if (isEmpty(draft)) return faults;
  if (draft.name.trim() === '') faults.name = '写收件人';
  if (!isPhone(draft.phone)) faults.phone = '写座机或手机号';
  if (draft.address.trim() === '') faults.address = '写退货地址';
  return faults;
}
