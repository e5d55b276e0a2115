/** A file of parcels as a desk reads it: from its bytes to its rows. */

import { AT_ONCE, readShipFile } from '../../miniapp/src/merchant/shipping/rows';
import { textOf, unreadable } from '../../miniapp/src/platform/file';
import { SHIP_ROWS } from '../../shared/contracts/shopOrder';
import { formatCsv, parseCsv } from '../../shared/csv';

const [one, two] = ['ord_0123456789abcdefghij', 'ord_abcdefghij0123456789'];
const read = (table: string[][]) => readShipFile(table);
const problems = (table: string[][]) => read(table).rows.map(({ at, problem }) => [at, problem]);

describe('its bytes', () => {
  const text = '订单号,快递公司\r\n';
  const utf8 = Buffer.from(text);
  // 订单号,快递公司 in GBK, as Excel saves it on a Chinese Windows.
  const gbk = Buffer.from('b6a9b5a5bac52cbfecb5ddb9abcbbe0d0a', 'hex');
  it.each([
    ['UTF-8', utf8],
    ['UTF-8 with a mark', Buffer.concat([Buffer.from('efbbbf', 'hex'), utf8])],
    ['GBK', gbk],
  ])('are %s', async (_code, bytes) => {
    const read = await textOf(new Blob([Uint8Array.from(bytes)]));
    expect([read, unreadable(read)]).toEqual([text, undefined]);
  });

  it.each([
    ['a workbook', '504b030414000600080000002100'],
    ['a picture', 'ffd8ffe000104a464946'],
    ['half a character', 'b6'],
  ])('are %s, and the merchant hears how to save a table', async (_what, bytes) =>
    expect(unreadable(await textOf(new Blob([Buffer.from(bytes, 'hex')])))).toContain('CSV UTF-8'),
  );
});

describe('its rows', () => {
  const row = { at: 1, order: one, company: '顺丰速运', number: 'SF1001' };

  it('are read without a head, and with one in any order and by other names', () => {
    expect(read([[one, '顺丰速运', 'SF1001']]).rows).toEqual([row]);
    for (const head of [
      ['单号', '备注', '订单编号', '物流公司'],
      [' Number ', '', 'ORDER', 'company'],
    ])
      expect(read([head, ['SF1001', 'x', ` ${one} `, ' 顺丰速运']]).rows).toEqual([{ ...row, at: 2 }]);
  });

  it('without a number are passed over: our own export has orders that are not packed yet', () => {
    const head = ['订单号', '状态', '快递公司', '快递单号'];
    const file = read([head, [one, '待发货', '', ''], [''], [two, '待发货', '顺丰速运', 'SF1001']]);
    expect(file).toEqual({ rows: [{ ...row, at: 4, order: two }], blank: 1 });
  });

  it('with several parcels, as our export has them, are several', () => {
    expect(read([[one, '顺丰速运；中通快递', 'SF1001；ZT1002']]).rows).toEqual([
      row,
      { ...row, company: '中通快递', number: 'ZT1002' },
    ]);
    expect(problems([[one, '顺丰速运；中通快递', 'SF1001']])).toEqual([[1, undefined]]);
    expect(problems([[one, '顺丰速运', 'SF1001；ZT1002']])).toEqual([[1, '快递单号应是 4 到 40 位字母、数字或横线']]);
  });

  it.each([
    ['an order of another system', ['2026011712345', '顺丰速运', 'SF1001'], '订单号不对，要用导出里的订单号'],
    ['no order', ['', '顺丰速运', 'SF1001'], '没有订单号'],
    ['no company', [one, '', 'SF1001'], '快递公司要填 1 到 20 个字'],
    ['a formula', ['=1+1', '顺丰速运', 'SF1001'], '订单号不对，要用导出里的订单号'],
    ['no number', [one, '顺丰速运', ''], '还没有快递单号'],
    [
      'a number as a spreadsheet spoils it',
      [one, '顺丰速运', '4.23E+14'],
      '单号被表格改成了 4.23E+14，请把这一列设成文本再填',
    ],
    [
      'a number with what belongs in no number',
      [one, '顺丰速运', '单号SF1001'],
      '快递单号应是 4 到 40 位字母、数字或横线',
    ],
  ])('say what is wrong with %s', (_what, cells, problem) => expect(problems([cells])).toEqual([[1, problem]]));

  it('name an order once: the second would find nothing left', () => {
    expect(
      problems([
        [one, '顺丰速运', 'SF1001'],
        [two, '顺丰速运', 'SF1002'],
        [one, '顺丰速运', 'SF1003'],
      ]),
    ).toEqual([
      [1, undefined],
      [2, undefined],
      [3, '和第 1 行是同一笔订单，一行就发掉剩下的全部'],
    ]);
  });

  it('that were written out because they failed can be read again', () => {
    const written = formatCsv([
      ['订单号', '快递公司', '快递单号', '为什么没发成'],
      [one, '顺丰速运', '-SF1001', '没有这笔订单'],
    ]);
    expect(written).toContain("'-SF1001");
    expect(read(parseCsv(written)).rows).toEqual([{ ...row, at: 2, number: '-SF1001' }]);
  });
});

it('as many rows go at once as the endpoint takes', () => expect(AT_ONCE).toBe(SHIP_ROWS));
