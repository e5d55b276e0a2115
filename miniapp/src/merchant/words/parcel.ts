/** What can be wrong with a parcel's label, said before it is sent. The rules are shared/domain/parcel.ts. */
import { numberProblem as problemOf } from '../../../../shared/domain/parcel';

export { companyProblem } from '../../../../shared/domain/parcel';

/** As it is kept: people copy spaces along. */
export const asNumber = (typed: string): string => typed.replace(/\s+/g, '');

export function numberProblem(number: string): string | undefined {
  if (number === '') return '还没有快递单号';
  // What a spreadsheet makes of a long number.
  if (/^\d(\.\d+)?E\+?\d+$/i.test(number)) return `单号被表格改成了 ${number}，请把这一列设成文本再填`;
  return problemOf(number);
}
