/** What a campaign has come to, as a file and in words. */
import { isWhole, tableOf } from '../../miniapp/src/merchant/campaignBoard/exportBoard';
import {
  type CampaignBoard,
  type CampaignMoney,
  FILL_WORDS,
  filledWords,
  meaningsOf,
} from '../../miniapp/src/merchant/words/campaignFigures';
import { FILL_CLASSES } from '../../shared/domain/campaignFigures';
import { HOUR } from '../../shared/time';

const day = '2036-03-01';

const measures: CampaignBoard['total'] = {
  visits: 1,
  begun: 2,
  succeeded: 3,
  failed: 4,
  orders: 5,
  paid: 6,
  sold: 7,
  kept: 8,
  pieces: 9,
  fills: [],
};

const money: CampaignMoney['total'] = {
  sales: 299_000,
  returned: 2_990,
  cost: 120_000,
  fee: 1_794,
  commission: 23_920,
  margin: -5,
  uncosted: 3,
};

const board = { kind: 'groupBuy' as const, days: [{ day, measures }], total: measures };

it('is a file of a row a day and their sum, each cell under its head', () => {
  const [head = [], row = [], sum = []] = tableOf(board, { days: [{ day, money }], total: money });
  expect(Object.fromEntries(head.map((name, at) => [name, row[at]]))).toEqual({
    日期: day,
    打开: '1',
    开团: '2',
    成团: '3',
    没成团: '4',
    下单: '5',
    付款: '6',
    '卖出 单': '7',
    '留住 单': '8',
    '卖出 件': '9',
    '成交 元': '2990.00',
    '退回 元': '29.90',
    '成本 元': '1200.00',
    '手续费 元': '17.94',
    '佣金 元': '239.20',
    '毛利 元': '-0.05',
    '没填成本 单': '3',
  });
  expect(sum).toEqual(['合计', ...row.slice(1)]);
});

it('has no money in it for whoever may not see it, and zeros on a day without an order', () => {
  expect(tableOf(board, undefined).map((row) => row.length)).toEqual([10, 10, 10]);
  const [, row = []] = tableOf(board, { days: [], total: money });
  expect(row.slice(10)).toEqual(['0.00', '0.00', '0.00', '0.00', '0.00', '0.00', '0']);
});

it('waits for its money where somebody may see it', () => {
  const counted = { ...board, title: '桃', refunds: [] };
  const sums = { days: [], total: money } as unknown as CampaignMoney;
  expect([isWhole(counted, undefined, true), isWhole(undefined, sums, true)]).toEqual([false, false]);
  expect([isWhole(counted, sums, true), isWhole(counted, undefined, false)]).toEqual([true, true]);
});

it('speaks of bargains as of bargains', () => {
  const [head = []] = tableOf({ ...board, kind: 'bargain' }, undefined);
  expect(head.slice(2, 5)).toEqual(['发起', '买下', '没买下']);
  const words = (kind: 'groupBuy' | 'bargain') => meaningsOf(kind, false).map(([word]) => word);
  expect(words('groupBuy')).toContain('开团、成团');
  expect(words('bargain')).toContain('发起、买下');
});

it('says what money counts to whoever sees it alone', () => {
  const words = (sees: boolean) => meaningsOf('groupBuy', sees).map(([word]) => word);
  expect(words(true)).toContain('毛利');
  expect(words(false)).not.toContain('毛利');
});

it('has a word for every class of time', () => {
  expect(FILL_WORDS).toHaveLength(FILL_CLASSES.length + 1);
  expect(FILL_WORDS).toEqual(expect.arrayContaining(['5 分', '1 时', '3 天', '更久']));
  expect([filledWords(4 * HOUR), filledWords(Number.POSITIVE_INFINITY)]).toEqual(['4 小时内', '3 天以上']);
});
