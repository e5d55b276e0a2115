/** Drafts of campaigns: kept as they are typed, by several at once without loss, and gone once they are published. */
import type { Input } from '../../shared/contracts/contracts';
import { USUAL_TERMS } from '../../shared/domain/bargain';
import { DAY } from '../../shared/time';
import { granted } from '../support/bargaining';
import { useDatabase } from '../support/database';
import { member } from '../support/room';
import { ticksFor } from '../support/ticks';
import { MERCHANT, openWorld, type Person, PRODUCT, SKU, START, type World } from '../support/world';

const database = useDatabase();
let world: World;
let owner: Person;
let operator: Person;

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

beforeAll(async () => {
  world = await openWorld(database);
  Object.assign(world.app, { stopwatch: () => 0 });
  owner = await member(world, '吴掌柜', 'owner');
  operator = await member(world, '小吴', 'operator');
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => expect(world.errors).toEqual([]));

type Wish = Input<'draft.save'>;

const typed = (title: string): Wish['body'] => ({
  title,
  startsAt: '2036-03-01T12:00',
  endsAt: '',
  values: [{ term: 'helpers', typed: '很多' }],
  prices: { [SKU]: '9.9' },
  steps: [],
});

const wish = (part: Partial<Wish> = {}): Wish => ({
  merchantId: MERCHANT,
  requestId: 'drafting-1',
  kind: 'bargain',
  productId: PRODUCT,
  body: typed('水蜜桃'),
  ...part,
});
const save = (part: Partial<Wish> = {}, by = owner) => by.call('draft.save', wish(part));
const read = async (draftId: string) => granted(await owner.call('draft.get', { merchantId: MERCHANT, draftId }));
/** A bargain to be published, every warning ticked. */
const wished = async (of: Pick<Input<'campaign.publish'>, 'draftId' | 'draftVersion'>) => {
  const plan = {
    merchantId: MERCHANT,
    requestId: 'publish-draft',
    productId: PRODUCT,
    title: '水蜜桃',
    startsAt: START,
    endsAt: START + 30 * DAY,
    terms: { kind: 'bargain' as const, ...USUAL_TERMS, prices: { [SKU]: { list: 3990, floor: 990 } } },
  };
  return { ...plan, ...of, ticked: await ticksFor(world, plan) };
};
const list = async () => granted(await owner.call('draft.list', { merchantId: MERCHANT })).drafts;

it('keeps what was typed, right or not, says by whom, and the same request again is the same draft', async () => {
  const first = granted(await save());
  expect(granted(await save())).toEqual(first);
  expect(await read(first.draftId)).toMatchObject({ kind: 'bargain', version: 1, by: '吴掌柜', body: typed('水蜜桃') });
  const second = { draftId: first.draftId, seenVersion: 1, requestId: 'drafting-2', body: typed('白凤桃') };
  await world.advance(1000);
  for (let time = 0; time < 2; time++) expect(granted(await save(second, operator)).version).toBe(2);
  expect(await save()).toMatchObject({ refusal: { code: 'conflict' } });
  expect(await list()).toMatchObject([{ id: first.draftId, title: '白凤桃', by: '小吴', version: 2, at: world.now() }]);
});

it('of two who write over the same version one is told, and nothing of the other is lost', async () => {
  const { draftId } = granted(await save());
  const answers = await Promise.all(
    [owner, operator].map((by, index) =>
      save({ draftId, seenVersion: 1, requestId: `drafting-b${index}`, body: typed(`第 ${index} 个`) }, by),
    ),
  );
  const codes = answers.map((answer) => (answer.ok ? 'saved' : answer.refusal.code));
  expect([...codes].sort()).toEqual(['conflict', 'saved']);
  expect((await read(draftId)).title).toBe(`第 ${codes.indexOf('saved')} 个`);
});

it('that somebody has written over since stays as a next edition where an older one of it is published', async () => {
  const { draftId } = granted(await save());
  const newer = { draftId, seenVersion: 1, requestId: 'drafting-2', body: typed('顾晴写的') };
  granted(await save(newer, operator));
  const first = await wished({ draftId, draftVersion: 1 });
  const { campaignId } = granted(await owner.call('campaign.publish', first));
  expect(await read(draftId)).toMatchObject({ title: '顾晴写的', version: 2, campaignId, seenEdition: 1 });
  const theirs = { ...(await wished({ draftId, draftVersion: 2 })), requestId: 'publish-theirs' };
  expect(await operator.call('campaign.publish', theirs)).toMatchObject({ refusal: { code: 'conflict' } });
  expect(granted(await owner.call('campaign.publish', first))).toEqual({ campaignId, edition: 1 });
  const next = { ...theirs, campaignId, seenEdition: 1 };
  expect(granted(await operator.call('campaign.publish', next))).toEqual({ campaignId, edition: 2 });
  expect(await list()).toEqual([]);
});

it('is one campaign, whoever publishes it, at once or after one another', async () => {
  const { draftId } = granted(await save());
  const wish = await wished({ draftId, draftVersion: 1 });
  const publish = async (by: Person, requestId: string) => {
    const answer = await by.call('campaign.publish', { ...wish, requestId });
    return answer.ok ? 'published' : answer.refusal.code;
  };
  const answers = await Promise.all([publish(owner, 'publish-a'), publish(operator, 'publish-b')]);
  expect(answers.sort()).toEqual(['conflict', 'published']);
  expect(await publish(operator, 'publish-c')).toBe('conflict');
  expect(await world.app.store.campaigns.countDocuments({ kind: 'bargain' })).toBe(1);
  expect(await list()).toEqual([]);
});

it('is gone once it is published or thrown away, and saving it then finds nothing', async () => {
  const { draftId } = granted(await save());
  granted(await owner.call('campaign.publish', await wished({ draftId, draftVersion: 1 })));
  expect(await list()).toEqual([]);
  expect(await save({ draftId, seenVersion: 1, requestId: 'drafting-2' })).toMatchObject({
    refusal: { code: 'notFound' },
  });
  const other = granted(await save({ requestId: 'drafting-3' }));
  const away = { merchantId: MERCHANT, draftId: other.draftId };
  granted(await operator.call('draft.remove', away));
  expect(await operator.call('draft.remove', away)).toMatchObject({ refusal: { code: 'notFound' } });
  expect(await list()).toEqual([]);
});

it('of a product or a campaign that is not the shop’s is not found', async () => {
  for (const part of [{ productId: 'prd_other' }, { campaignId: 'cmp_nowhere' }, { campaignId: 'cmp_peach' }]) {
    expect(await save({ ...part, requestId: `drafting-${Object.values(part)[0]}` })).toMatchObject({
      refusal: { code: 'notFound' },
    });
  }
});
