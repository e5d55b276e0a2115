/** The secret of a bargain: no answer, and no line of the log, tells its seed or a cut that is not made yet. */
import type { Log } from '../../functions/usecases/app';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import { BARGAIN_CAMPAIGN, bargainOf, granted, offerBargain, orderByBargain, readBargain } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, type World } from '../support/world';
import { BY_BARGAIN, INPUTS, NAMES, openScene, type Scene } from './scene';

const database = useDatabase();
let world: World;
let scene: Scene;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

/** Amounts that are nothing else's: no id, time or price looks like one of these cuts. */
const LIST = 987_654_321;
const FLOOR = 11;

/** Everything that anybody was told, and everything that was logged. */
const said: string[] = [];

beforeAll(async () => {
  world = await openWorld(database);
  const keep = (detail: unknown, message: unknown) => {
    said.push(JSON.stringify([message, detail]));
  };
  const log: Log = { info: keep, warn: keep, error: keep };
  Object.assign(world.app, { log, stopwatch: () => 0 });
  scene = await openScene(world);
});
afterAll(() => world.close());

/** What ends a bargain or its order, or the people who ask: asked last. */
const ENDING: readonly EndpointName[] = [
  'campaign.end',
  'bargain.cancel',
  'order.cancel',
  'person.delete',
  'session.end',
];

/** An input of this endpoint that names these things wherever it names such a thing, and begins every list at its top. */
function about(things: Readonly<Record<string, unknown>>, name: EndpointName): object {
  const { cursor: _, ...input } = { cursor: '', ...(BY_BARGAIN[name] ?? INPUTS[name]) };
  const named = Object.entries(things).filter(([key]) => key in input);
  return { ...input, ...Object.fromEntries(named) };
}

async function tell(name: EndpointName, body: object, person: Person | undefined): Promise<void> {
  said.push(await (await scene.ask({ name, body, token: person?.token })).text());
}

it('nobody is told the seed, or a cut that is not made yet, by any endpoint or in the log', async () => {
  const priced = (price: number) =>
    world.app.store.products.updateOne({ _id: PRODUCT }, { $set: { 'skus.0.price': price } });
  await priced(LIST);
  const prices = { [SKU]: { list: LIST, floor: FLOOR } };
  await offerBargain(world, { prices, helpers: 5, shape: 'even', buyAt: 'anyPrice', quota: 1000 });
  const [owner, friend] = [await world.person('林姐'), await world.person('阿成')];
  const bargainId = await bargainOf(owner);
  granted(await friend.call('bargain.help', { bargainId }));
  const { orderId } = granted(await orderByBargain(world, owner, bargainId));
  await priced(3990);
  const target = { kind: 'bargain', id: bargainId } as const;
  const { token } = granted(await owner.call('share.create', { target }));
  const { seed, cuts, helps } = await readBargain(world, bargainId);

  const ids = { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, productId: PRODUCT, bargainId, orderId };
  const things = { ...ids, target, token, share: token, shareToken: token, lines: [{ skuId: SKU, quantity: 1 }] };
  for (const name of NAMES.filter((one) => !ENDING.includes(one))) {
    const body = about(things, name);
    for (const person of [undefined, owner, friend, scene.members.owner]) await tell(name, body, person);
  }
  const { section } = contracts['person.export'].input.shape;
  for (const one of section.options) {
    for (const person of [owner, friend]) await tell('person.export', { section: one }, person);
  }
  await world.cron();
  await tell('bargain.cancel', { bargainId }, friend);
  await tell('order.cancel', { orderId }, owner);
  expect(await readBargain(world, bargainId)).toMatchObject({ status: 'open', seed, helps });

  // Or nothing of it was told at all.
  expect(said.filter((text) => text.includes(bargainId)).length).toBeGreaterThan(10);
  const [own = 0, first = 0, ...hidden] = cuts;
  expect(hidden).toHaveLength(4);
  const whole = said.join('\n');
  expect(whole).toContain(String(own));
  expect(whole).toContain(String(first));
  expect(whole).not.toContain(seed);
  for (const cut of hidden) expect(whole).not.toContain(String(cut));

  // Its end is told to everybody, and the seed only to whoever asks for the proof.
  said.length = 0;
  await tell('bargain.cancel', { bargainId }, owner);
  await tell('bargain.get', { bargainId }, undefined);
  await tell('bargain.listMine', {}, owner);
  await tell('campaign.listBargains', { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN }, scene.members.owner);
  await tell(
    'campaign.end',
    { merchantId: MERCHANT, campaignId: BARGAIN_CAMPAIGN, groups: 'endNow' },
    scene.members.owner,
  );
  await tell('person.delete', { confirm: 'delete' }, owner);
  expect(said.join('\n')).not.toContain(seed);
  await tell('bargain.proof', { bargainId }, undefined);
  expect(said.join('\n')).toContain(seed);
});
