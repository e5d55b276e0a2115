/** The words of a shop's first page, and what its chart sets beside what. */
import { measuresOf, pointsOf } from '../../miniapp/src/merchant/today/series';
import { waitsIn } from '../../miniapp/src/merchant/today/wait';
import { besideWords, dayName, dayWords, type TodayBoard } from '../../miniapp/src/merchant/words/today';
import { boardDays } from '../../shared/domain/today';
import { DAY, startOfDay } from '../../shared/time';

/** A Saturday, ten past three. */
const NOW = Date.parse('2036-03-01T15:10:00+08:00');

const beside = (today: number, yesterday: number, lastWeek: number) => ({ today, yesterday, lastWeek });
const board: Pick<TodayBoard, 'figures' | 'until' | 'day' | 'hours' | 'days'> = {
  day: '2036-03-01',
  until: Date.parse('2036-03-01T15:00:00+08:00'),
  figures: {
    sales: beside(2990, 123456, 0),
    orders: beside(1, 1200, 0),
    visits: beside(1, 12, 3),
    newcomers: beside(0, 1, 2),
  },
  hours: {
    today: Array.from({ length: 24 }, (_, hour) => ({ orders: hour, sales: hour * 100 })),
    yesterday: Array.from({ length: 24 }, () => ({ orders: 1, sales: 7 })),
  },
  days: boardDays(NOW, 30).map((day, at) => ({ day, orders: at, sales: at * 100, visits: at, newcomers: 0 })),
};
const { sales: _, ...unpaid } = board.figures;

it('says until when other days are compared, and where they are whole', () => {
  expect(besideWords('sales', board)).toEqual(['昨天到 15:00 ¥1,234.56', '上周六到 15:00 ¥0.00']);
  expect(besideWords('orders', board)).toEqual(['昨天到 15:00 1,200', '上周六到 15:00 0']);
  expect(besideWords('visits', board)).toEqual(['昨天全天 12', '上周六全天 3']);
  expect(besideWords('sales', { ...board, figures: unpaid })).toBeUndefined();
  const atNight = { ...board, until: startOfDay('2036-03-02') };
  expect(besideWords('orders', atNight)?.[0]).toBe('昨天到 24:00 1,200');
});

it('names days by how near they are', () => {
  expect([0, 1, 2].map((ago) => dayName(boardDays(NOW - ago * DAY, 1)[0] ?? '', NOW))).toEqual([
    '今天',
    '昨天',
    '2 月 28 日 周四',
  ]);
  expect(dayWords('2036-03-02', NOW)).toBe('3 月 2 日 周日');
});

it('shows today beside yesterday by hours, seven days beside the seven before, thirty by themselves', () => {
  const hours = pointsOf(board, 'sales', 'hours', NOW);
  expect([hours.length, hours[15]]).toEqual([
    24,
    { key: '15', short: '15:00', name: '15 点', value: 1500, before: { name: '昨天', value: 7 } },
  ]);
  const week = pointsOf(board, 'orders', '7', NOW);
  expect(week.map(({ value, before }) => [value, before?.value])).toEqual(
    [23, 24, 25, 26, 27, 28, 29].map((value) => [value, value - 7]),
  );
  expect(week.at(-1)).toMatchObject({ name: '今天', short: '3/1', before: { name: '2 月 23 日 周六' } });
  const month = pointsOf(board, 'visits', '30', NOW);
  expect([month.length, month[0]?.before, month.at(-1)?.value]).toEqual([30, undefined, 29]);
});

it('offers what the caller may see: money to those who decide, hours of orders alone', () => {
  expect(measuresOf(board, '7')).toEqual(['sales', 'orders', 'visits', 'newcomers']);
  expect(measuresOf(board, 'hours')).toEqual(['sales', 'orders']);
  expect(measuresOf({ figures: unpaid }, 'hours')).toEqual(['orders']);
});

it('lists what waits, customers before us, each leading to its list', () => {
  const waiting = { toShip: 2, toPickUp: 0, toAnswer: 1, expiring: 3, toReview: 4, tasks: 1 };
  expect(waitsIn(waiting).map(({ page, state, title, count }) => [page, state, title(count)])).toEqual([
    ['merchant/orders', undefined, '1 件事卡住了'],
    ['merchant/orders', 'toShip', '2 单待发货'],
    ['merchant/afterSales', 'toAnswer', '1 个售后待处理'],
    ['merchant/payouts', 'review', '4 笔提现待审核'],
  ]);
  expect(waitsIn({ toShip: 0, toPickUp: 0, toAnswer: 0, expiring: 9 })).toEqual([]);
});
