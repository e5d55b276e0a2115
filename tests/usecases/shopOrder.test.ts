/** What a shop does with its orders: sends them, one or many, hands them over, gives money back for a line, and reads it all. */
import type { Input } from '../../shared/contracts/contracts';
import { DAY, HOUR } from '../../shared/time';
import { buy, codeOf } from '../support/bought';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { bringFor800, putOnShelf } from '../support/shelf';
import { MERCHANT, openWorld, type Person, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let shipper: Person;
let viewer: Person;
let buyer: Person;

const OTHER = 'mer_other';

beforeAll(async () => {
  world = await openWorld(database);
  await bringFor800(world);
  owner = await member(world, '吴掌柜', 'owner');
  shipper = await member(world, '林姐', 'shipper');
  viewer = await member(world, '顾晴', 'viewer');
  buyer = await world.person('周小满');
  const shop = await world.app.store.merchants.findOne({ _id: MERCHANT });
  if (!shop) throw new Error('the world has no shop');
  await world.app.store.merchants.insertOne({ ...shop, _id: OTHER, name: '别家' });
  const { userId } = owner;
  const works = { _id: `${OTHER}/${userId}`, merchantId: OTHER, userId, role: 'owner' as const };
  await world.app.store.memberships.insertOne(works);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await putOnShelf(world, [
    { key: 'plum', title: '李子', price: 1000, freightId: 'parcel' },
    { key: 'honey', title: '土蜂蜜', price: 6800, freightId: 'parcel' },
  ]);
});
afterEach(() => expect(world.errors).toEqual([]));

const two = { skus: { sku_plum: 3, sku_honey: 1 } };

const statusOf = async (orderId: string) => (await world.app.store.orders.findOne({ _id: orderId }))?.status;

const inspect = async (orderId: string) => {
  const order = await owner.call('shopOrder.get', { merchantId: MERCHANT, orderId });
  if (!order.ok) throw new Error(order.refusal.code);
  return order.value;
};

/** A row of a file, as it stands in it. */
const row = (at: number, order: string, company = '顺丰速运', number = `SF10000${at}`) => ({
  row: at,
  order,
  company,
  number,
});

const shipMany = async (who: Person, rows: Input<'shopOrder.shipMany'>['rows'], merchantId = MERCHANT) => {
  const answer = await who.call('shopOrder.shipMany', { merchantId, rows });
  if (!answer.ok) throw new Error(answer.refusal.code);
  return answer.value.rows.map(({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`));
};

describe('rows of a file', () => {
  it('are done where they are right, and come back with a reason where they are not; again, nothing is done twice', async () => {
    const [first, second, picked] = [
      await buy(world, buyer, two),
      await buy(world, buyer, two),
      await buy(world, buyer, { ...two, pickupPointId: 'pup_one' }),
    ];
    const rows = [
      row(2, ` ${first} `, ' 顺丰速运 ', ' SF100002 '),
      row(3, second),
      row(4, 'ord_nothere'),
      row(5, '=cmd|calc'),
      row(6, second, ''),
      row(7, second, '一家名字长得超过二十个字的快递公司有限责任公司'),
      row(8, second, '顺丰速运', '4.2E+14'),
      row(9, picked),
      row(10, second, '中通快递', 'ZT100010'),
    ];
    const outcomes = await shipMany(shipper, rows);
    const wrong = [
      'refused: 没有这笔订单',
      'refused: 订单号不对',
      'refused: 快递公司要填 1 到 20 个字',
      'refused: 快递公司要填 1 到 20 个字',
      'refused: 快递单号应是 4 到 40 位字母、数字或横线',
      'refused: 这笔订单现在不能发货',
      'refused: 这笔订单现在不能发货',
    ];
    expect(outcomes).toEqual(['shipped', 'shipped', ...wrong]);
    expect(await shipMany(owner, rows)).toEqual(['already', 'already', ...wrong]);
    for (const orderId of [first, second]) {
      const { parcels, status } = await inspect(orderId);
      expect([status, parcels.length]).toEqual(['shipped', 1]);
    }
    expect(await statusOf(picked)).toBe('toShip');
  });

  it('of an order with a part in after-sale send the rest', async () => {
    const orderId = await buy(world, buyer, two);
    const lines = [{ lineId: '1', quantity: 2 }];
    const asked = { requestId: 'ask-12345', orderId, kind: 'refundOnly', lines, reason: 'late' } as const;
    expect(await buyer.call('afterSale.ask', asked)).toMatchObject({ ok: true });
    expect(await shipMany(shipper, [row(1, orderId)])).toEqual(['shipped']);
    const { parcels } = await inspect(orderId);
    expect(parcels[0]?.lines).toEqual([
      { lineId: '1', quantity: 1 },
      { lineId: '2', quantity: 1 },
    ]);
  });

  it('of another shop are no orders of this one', async () => {
    const orderId = await buy(world, buyer, two);
    expect(await shipMany(owner, [row(1, orderId)], OTHER)).toEqual(['refused: 没有这笔订单']);
    expect(await statusOf(orderId)).toBe('toShip');
  });
});

it('another shop’s order is not found, whatever is asked of it', async () => {
  const orderId = await buy(world, buyer, two);
  const of = { merchantId: OTHER, orderId };
  const lines = [{ lineId: '1', quantity: 1 }];
  const answers = [
    await owner.call('shopOrder.get', of),
    await owner.call('shopOrder.ship', { ...of, company: '顺丰速运', trackingNumber: 'SF100001' }),
    await owner.call('shopOrder.quoteRefund', { ...of, lines }),
    await owner.call('shopOrder.refund', { ...of, lines, requestId: 'refund-12345', seenAmount: 1000 }),
    await owner.call('shopOrder.note', { ...of, text: '不是我的' }),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, refusal: { code: 'notFound' } });
  const list = await owner.call('shopOrder.list', { merchantId: OTHER, text: orderId });
  expect(list).toMatchObject({ ok: true, value: { orders: [] } });
  const picked = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
  const code = await codeOf(buyer, picked);
  expect(await owner.call('shopOrder.pickUp', { merchantId: OTHER, code })).toMatchObject({
    ok: false,
    refusal: { code: 'pickUpCodeWrong' },
  });
});

it('who only looks sends, exports, notes and gives back nothing; who ships gives nothing back', async () => {
  const orderId = await buy(world, buyer, two);
  const of = { merchantId: MERCHANT, orderId };
  const refund = { ...of, lines: [{ lineId: '1', quantity: 1 }], requestId: 'refund-12345', seenAmount: 1000 };
  const answers = [
    await viewer.call('shopOrder.ship', { ...of, company: '顺丰速运', trackingNumber: 'SF100001' }),
    await viewer.call('shopOrder.shipMany', { merchantId: MERCHANT, rows: [row(1, orderId)] }),
    await viewer.call('shopOrder.export', { merchantId: MERCHANT }),
    await viewer.call('shopOrder.note', { ...of, text: '我只看' }),
    await viewer.call('shopOrder.findPickUp', { merchantId: MERCHANT, code: '12345678' }),
    await viewer.call('shopOrder.refund', refund),
    await shipper.call('shopOrder.refund', refund),
    await shipper.call('shopOrder.quoteRefund', { ...of, lines: refund.lines }),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, refusal: { code: 'forbidden' } });
  expect(await viewer.call('shopOrder.get', of)).toMatchObject({ ok: true });
});

it('an order is found by what is written on it, by its state, delivery and day', async () => {
  const express = await buy(world, buyer, two);
  await world.advance(25 * HOUR);
  const picked = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
  await shipMany(shipper, [row(1, express)]);
  const code = await codeOf(buyer, picked);
  const found = async (filter: Partial<Input<'shopOrder.list'>>) => {
    const list = await viewer.call('shopOrder.list', { merchantId: MERCHANT, ...filter });
    return list.ok ? list.value.orders.map(({ id }) => id) : list.refusal.code;
  };
  expect(await found({})).toEqual([picked, express]);
  for (const text of [express, '13800001111', '周小满', 'SF100001']) expect(await found({ text })).toContain(express);
  expect(await found({ text: '周小满', delivery: 'pickUp' })).toEqual([picked]);
  // Whoever could find it by its code could guess the code.
  expect(await found({ text: code })).toEqual([]);
  expect(await found({ text: 'SF99' })).toEqual([]);
  expect(await found({ status: 'shipped' })).toEqual([express]);
  expect(await found({ status: 'toShip', delivery: 'express' })).toEqual([]);
  expect(await found({ delivery: 'pickUp' })).toEqual([picked]);
  expect(await found({ from: world.now() - HOUR })).toEqual([picked]);
  expect(await found({ before: world.now() - HOUR })).toEqual([express]);
});

it('some pieces go in one parcel, the rest in another; no more than there are', async () => {
  const orderId = await buy(world, buyer, two);
  const ship = (trackingNumber: string, lines?: Input<'shopOrder.ship'>['lines']) =>
    shipper.call('shopOrder.ship', { merchantId: MERCHANT, orderId, company: '顺丰速运', trackingNumber, lines });
  expect(await ship('SF0001', [{ lineId: '1', quantity: 2 }])).toMatchObject({
    ok: true,
    value: { status: 'toShip', toSend: 2 },
  });
  expect(await ship('SF0002', [{ lineId: '1', quantity: 2 }])).toMatchObject({
    ok: false,
    refusal: { code: 'parcelTooMuch' },
  });
  // The same parcel again is the same parcel.
  expect(await ship('SF0001', [{ lineId: '1', quantity: 2 }])).toMatchObject({ ok: true, value: { toSend: 2 } });
  // Under its number nothing else goes out, and nobody is told that it had.
  expect(await ship('SF0001', [{ lineId: '2', quantity: 1 }])).toMatchObject({
    ok: false,
    refusal: { code: 'parcelKnown' },
  });
  expect(await ship('SF0003')).toMatchObject({ ok: true, value: { status: 'shipped', toSend: 0 } });
});

it('goods are handed over against their code, once; the shop never reads the code', async () => {
  const orderId = await buy(world, buyer, { ...two, pickupPointId: 'pup_one' });
  const code = await codeOf(buyer, orderId);
  expect(JSON.stringify(await inspect(orderId))).not.toContain(code);
  const wrong = code.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
  expect(await shipper.call('shopOrder.findPickUp', { merchantId: MERCHANT, code: wrong })).toMatchObject({
    ok: false,
    refusal: { code: 'pickUpCodeWrong' },
  });
  const found = await shipper.call('shopOrder.findPickUp', { merchantId: MERCHANT, code });
  expect(found).toMatchObject({ ok: true, value: { id: orderId, status: 'toShip' } });
  for (const _again of [1, 2]) {
    const handed = await shipper.call('shopOrder.pickUp', { merchantId: MERCHANT, code });
    expect(handed).toMatchObject({ ok: true, value: { id: orderId, status: 'received' } });
  }
  // Somebody else at the counter is not told to hand them over as well.
  expect(await owner.call('shopOrder.pickUp', { merchantId: MERCHANT, code })).toMatchObject({
    ok: false,
    refusal: { code: 'pickUpCodeWrong' },
  });
  expect((await inspect(orderId)).history.filter(({ type }) => type === 'orderPickedUp')).toHaveLength(1);
  expect(await shipper.call('shopOrder.findPickUp', { merchantId: MERCHANT, code })).toMatchObject({ ok: false });
});

describe('money back for a line', () => {
  it('is what was told before, once for a request, and never more than was paid', async () => {
    const orderId = await buy(world, buyer, two);
    const of = { merchantId: MERCHANT, orderId };
    const lines = [{ lineId: '1', quantity: 2 }];
    const quote = await owner.call('shopOrder.quoteRefund', { ...of, lines });
    if (!quote.ok) throw new Error(quote.refusal.code);
    const { amount } = quote.value;
    expect(quote.value.goods).toBe(2000);
    const refund = { ...of, lines, requestId: 'refund-12345', seenAmount: amount };
    expect(await owner.call('shopOrder.refund', { ...refund, seenAmount: amount + 1 })).toMatchObject({
      ok: false,
      refusal: { code: 'priceChanged' },
    });
    for (const _again of [1, 2])
      expect(await owner.call('shopOrder.refund', refund)).toMatchObject({ ok: true, value: { amount } });
    const other = { ...refund, lines: [{ lineId: '1', quantity: 1 }] };
    expect(await owner.call('shopOrder.refund', other)).toMatchObject({
      ok: false,
      refusal: { code: 'requestIdReused' },
    });
    expect(await owner.call('shopOrder.quoteRefund', { ...of, lines })).toMatchObject({
      ok: false,
      refusal: { code: 'refundTooMuch' },
    });
    await world.settle();
    const order = await inspect(orderId);
    expect(order.refunds).toMatchObject([{ amount, status: 'arrived', cause: 'merchant' }]);
    expect(order.refundable).toEqual([
      { lineId: '1', quantity: 1 },
      { lineId: '2', quantity: 1 },
    ]);
    expect(await world.differences()).toEqual([]);
  });
});

it('the history says every event with who and when', async () => {
  const orderId = await buy(world, buyer, two);
  const at = world.now();
  await world.advance(HOUR);
  const of = { merchantId: MERCHANT, orderId };
  await shipper.call('shopOrder.note', { ...of, text: '放门卫' });
  await shipper.call('shopOrder.ship', { ...of, company: '顺丰速运', trackingNumber: 'SF100001' });
  const lines = [{ lineId: '2', quantity: 1 }];
  const quote = await owner.call('shopOrder.quoteRefund', { ...of, lines });
  const amount = quote.ok ? quote.value.amount : 0;
  await owner.call('shopOrder.refund', { ...of, lines, requestId: 'refund-12345', seenAmount: amount });
  await world.settle();
  const total = 3000 + 6800 + 800;
  const told = (await inspect(orderId)).history;
  expect(told.map(({ at: _, ...event }) => event)).toEqual([
    { type: 'orderPlaced', by: 'buyer' },
    { type: 'paymentAwaited', by: 'buyer', amount: total },
    { type: 'prepaid', by: 'buyer' },
    { type: 'paymentCaptured', by: 'wechat', amount: total },
    { type: 'paymentSettled', by: 'time', detail: 'order' },
    { type: 'readyToShip', by: 'time' },
    { type: 'noted', by: 'member', member: '林姐', detail: '放门卫' },
    { type: 'parcelSent', by: 'member', member: '林姐', detail: '顺丰速运 SF100001' },
    { type: 'orderShipped', by: 'time' },
    { type: 'refundPromised', by: 'member', member: '吴掌柜', amount, detail: 'merchant' },
    { type: 'refundMoved', by: 'wechat', amount, detail: 'arrived' },
  ]);
  expect(told.map((event) => event.at - at).slice(0, 10)).toEqual([0, 0, 0, 0, 0, 0, HOUR, HOUR, HOUR, HOUR]);
});

it('the history says who has answered an after-sale, and whether it was the buyer who ended it', async () => {
  const orderId = await buy(world, buyer, two);
  const answers = [
    (afterSaleId: string) =>
      owner.call('afterSale.refuse', { merchantId: MERCHANT, afterSaleId, reason: '看不出问题' }),
    (afterSaleId: string) => buyer.call('afterSale.cancel', { afterSaleId }),
    (afterSaleId: string) => owner.call('afterSale.agree', { merchantId: MERCHANT, afterSaleId }),
    () => world.advance(2 * DAY).then(() => world.cron()),
  ];
  for (const [index, answer] of answers.entries()) {
    const asked = await buyer.call('afterSale.ask', {
      requestId: `history-${index}`,
      orderId,
      kind: 'refundOnly',
      lines: [{ lineId: '1', quantity: 1 }],
      reason: 'damaged',
    });
    if (!asked.ok) throw new Error(asked.refusal.code);
    await answer(asked.value.id);
  }
  const { history } = await inspect(orderId);
  const ends = history.filter(({ type }) => type === 'afterSaleEnded' || type === 'afterSaleRefunded');
  expect(ends.map(({ type, by, member: name }) => [type, by, name])).toEqual([
    ['afterSaleEnded', 'member', '吴掌柜'],
    ['afterSaleEnded', 'buyer', undefined],
    ['afterSaleRefunded', 'member', '吴掌柜'],
    ['afterSaleRefunded', 'time', undefined],
  ]);
});

it('orders are exported page by page, with their parcels', async () => {
  const orderId = await buy(world, buyer, { ...two, remark: '=HYPERLINK("x")' });
  await shipMany(shipper, [row(1, orderId)]);
  const copy = await world.app.store.orders.findOne({ _id: orderId });
  if (!copy) throw new Error('no order');
  await world.app.store.orders.insertMany(
    Array.from({ length: 120 }, (_, index) => ({
      ...copy,
      _id: `ord_copy${index}`,
      createdAt: copy.createdAt - index - 1,
      payments: [],
      requestId: `copy${index}`,
    })),
  );
  const first = await owner.call('shopOrder.export', { merchantId: MERCHANT });
  if (!first.ok) throw new Error(first.refusal.code);
  expect(first.value.rows).toHaveLength(100);
  expect(first.value.head).toHaveLength(first.value.rows[0]?.length ?? 0);
  expect(Object.fromEntries(first.value.head.map((head, place) => [head, first.value.rows[0]?.[place]]))).toMatchObject(
    {
      订单号: orderId,
      状态: '已发货',
      收货人: '周小满',
      件数: '4',
      实付: '106.00',
      已退: '0.00',
      留言: '=HYPERLINK("x")',
      快递公司: '顺丰速运',
      快递单号: 'SF100001',
    },
  );
  const rest = await owner.call('shopOrder.export', { merchantId: MERCHANT, cursor: first.value.nextCursor });
  expect(rest.ok && [rest.value.rows.length, rest.value.nextCursor]).toEqual([21, undefined]);
});
