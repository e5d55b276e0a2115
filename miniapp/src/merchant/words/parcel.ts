/** What can be wrong with a parcel's label, said before it is sent; the server's own rules are in shared/contracts/shopOrder.ts. */

/** As it is kept: people copy spaces along. */
export const asNumber = (typed: string): string => typed.replace(/\s+/g, '');

export function companyProblem(company: string): string | undefined {
  const { length } = company.trim();
  return length >= 1 && length <= 20 ? undefined : '快递公司要填 1 到 20 个字';
}

export function numberProblem(number: string): string | undefined {
  if (number === '') return '还没有快递单号';
  // What a spreadsheet makes of a long number.
  if (/^\d(\.\d+)?E\+?\d+$/i.test(number)) return `单号被表格改成了 ${number}，请把这一列设成文本再填`;
  return /^[0-9A-Za-z-]{4,40}$/.test(number) ? undefined : '快递单号应是 4 到 40 位字母、数字或横线';
}
