/** Campaigns as documents: ended once by one of many, listed as the clock has them, published in editions that stay. */
import fc from 'fast-check';
import { changeCampaign, countCampaigns, listCampaigns, publish, publishNext } from '../../functions/store/campaign';
import {
  type CampaignDoc,
  type Collections,
  collectionsOf,
  type GroupBuyCampaignDoc,
} from '../../functions/store/collections';
import { quotaOf } from '../../functions/store/stock';
import { type CampaignStatus, type GroupsEnd, statusAt } from '../../shared/domain/campaign';
import { type GroupBuyTerms, USUAL_TERMS } from '../../shared/domain/groupBuy';
import { DAY, HOUR, type Ms } from '../../shared/time';
import { useDatabase } from '../support/database';

const NOW = Date.parse('2026-03-01T12:00:00+08:00');
const STATES: readonly CampaignStatus[] = ['draft', 'scheduled', 'live', 'paused', 'ended'];

// A machine that is busy with other tests is no fault.
jest.setTimeout(600_000);

const database = useDatabase();
let store: Collections;
beforeAll(() => {
  store = collectionsOf(database.client, database.db);
});
beforeEach(async () => {
  for (const name of ['campaigns', 'campaignVersions', 'counters'] as const)
    await store.db.collection(name).deleteMany();
});

const terms: GroupBuyTerms = { ...USUAL_TERMS, size: 3, prices: { sku_peach: 2990, sku_box: 5990 }, quota: 100 };

const campaign = (part: Partial<GroupBuyCampaignDoc> = {}): GroupBuyCampaignDoc => ({
  _id: 'cmp_1',
  merchantId: 'mer_1',
  kind: 'groupBuy',
  productId: 'prd_1',
  title: '阳山水蜜桃 3 人团',
  status: 'live',
  edition: 1,
  startsAt: NOW - DAY,
  endsAt: NOW + DAY,
  terms,
  createdAt: NOW - DAY,
  version: 0,
  outbox: [],
  ...part,
});

async function read(id = 'cmp_1'): Promise<CampaignDoc> {
  const found = await store.campaigns.findOne({ _id: id });
  if (!found) throw new Error(`${id} is not there`);
  return found;
}

describe('ending a campaign', () => {
  const by = { userId: 'usr_1', name: '林姐' };
  const end = (groups: GroupsEnd, id = 'cmp_1') =>
    changeCampaign(store, id, { type: 'end', groups, by, now: NOW }, { now: NOW });

  it('writes who ended it and how, with the event that ends its groups', async () => {
    await store.campaigns.insertOne(campaign());
    expect((await end('letRun')).ok).toBe(true);
    const runs = await read();
    expect(runs).toMatchObject({ status: 'ended', version: 1, ended: { at: NOW, ...by, groups: 'letRun' } });
    expect((await end('endNow')).ok).toBe(true);
    expect(await read()).toMatchObject({
      version: 2,
      ended: { groups: 'endNow' },
      outbox: [
        { event: { type: 'campaignEnded', groups: 'letRun', by, at: NOW } },
        { event: { type: 'campaignEnded', groups: 'endNow', by, at: NOW } },
      ],
    });
  });

  it('is done once by one of many', async () => {
    await store.campaigns.insertOne(campaign());
    const answers = await Promise.all(Array.from({ length: 10 }, () => end('endNow')));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(await read()).toMatchObject({ version: 1, outbox: [{ id: '0.0' }] });
  });

  it('is no where there is nothing to end, and none where there is no campaign', async () => {
    await store.campaigns.insertOne(campaign({ status: 'draft' }));
    expect(await end('endNow')).toEqual({ ok: false, refusal: 'campaignNotEndable' });
    expect(await end('endNow', 'cmp_none')).toEqual({ ok: false, refusal: 'notFound' });
    expect(await read()).toEqual(campaign({ status: 'draft' }));
  });
});

describe("a merchant's campaigns", () => {
  const list = async (
    state: CampaignStatus | 'all',
    { words, limit = 50 }: { words?: string; limit?: number } = {},
    after?: { createdAt: Ms; id: string },
  ) => listCampaigns(store, { merchantId: 'mer_1', state, words }, NOW, after, limit);
  const count = (words?: string) => countCampaigns(store, 'mer_1', words, (one) => statusAt(one, NOW));

  it('are in each list exactly what they are now, and counted so', async () => {
    const moment = fc.constantFrom(...[-DAY, -1, 0, 1, DAY].map((by) => NOW + by));
    const any = fc.record({ status: fc.constantFrom(...STATES), startsAt: moment, endsAt: moment });
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 12 }), async (some) => {
        await store.campaigns.deleteMany({});
        const all = some.map((one, index) => campaign({ _id: `cmp_${index}`, createdAt: NOW - index, ...one }));
        await store.campaigns.insertMany([...all, campaign({ _id: 'cmp_other', merchantId: 'mer_2' })]);
        const counts = await count();
        expect(counts.all).toBe(all.length);
        expect((await list('all')).map(({ _id }) => _id)).toEqual(all.map(({ _id }) => _id));
        for (const state of STATES) {
          const are = all.filter((one) => statusAt(one, NOW) === state).map(({ _id }) => _id);
          expect([state, (await list(state)).map(({ _id }) => _id)]).toEqual([state, are]);
          expect([state, counts[state]]).toEqual([state, are.length]);
        }
      }),
      { numRuns: process.env.PINKAN_LONG === undefined ? 15 : 300 },
    );
  });

  it('go by page, newest first, each once, also those of one moment', async () => {
    await store.campaigns.insertMany(
      Array.from({ length: 7 }, (_, index) => campaign({ _id: `cmp_${index}`, createdAt: NOW + (index >> 1) })),
    );
    const pages: string[][] = [];
    let after: { createdAt: Ms; id: string } | undefined;
    for (let page = await list('live', { limit: 3 }); page.length > 0; page = await list('live', { limit: 3 }, after)) {
      pages.push(page.map(({ _id }) => _id.slice(4)));
      const { createdAt, _id: id } = page.at(-1)!;
      after = { createdAt, id };
    }
    expect(pages).toEqual([['6', '5', '4'], ['3', '2', '1'], ['0']]);
  });

  it('are found by words of their title, whatever a letter means in a pattern', async () => {
    const titles = ['阳山水蜜桃 3 人团', 'Peach (5 kg) 团', '100% 椰汁', 'a.b*c|d', '\\d+'];
    await store.campaigns.insertMany(titles.map((title, index) => campaign({ _id: `cmp_${index}`, title })));
    const found = async (words: string) => [
      (await list('all', { words })).map(({ title }) => title),
      await count(words),
    ];
    for (const [words, title] of [
      ['水蜜桃', titles[0]],
      ['peach (5', titles[1]],
      ['100%', titles[2]],
      ['.b*c|', titles[3]],
      ['\\d', titles[4]],
    ] as const) {
      expect(await found(words)).toEqual([[title], expect.objectContaining({ all: 1, live: 1 })]);
    }
    for (const words of ['.*', 'a|b', '^', '[', '(']) {
      const hits = titles.filter((title) => title.includes(words)).length;
      expect([words, (await list('all', { words })).length]).toEqual([words, hits]);
    }
  });
});

describe('publishing', () => {
  const plan = (own: Partial<GroupBuyTerms> = {}, title = '阳山水蜜桃 3 人团') => {
    const { _id, merchantId, kind, productId, startsAt, endsAt } = campaign();
    return { _id, merchantId, kind, productId, title, startsAt, endsAt, terms: { ...terms, ...own } };
  };
  const editions = async () =>
    (await store.campaignVersions.find({ campaignId: 'cmp_1' }).sort({ edition: 1 }).toArray()).map(
      ({ edition, terms, publishedAt }) => [edition, (terms as GroupBuyTerms).size, publishedAt - NOW],
    );

  it('makes the first edition live, with its quota', async () => {
    await publish(store, plan(), NOW);
    expect(await read()).toEqual(campaign({ createdAt: NOW }));
    expect(await editions()).toEqual([[1, 3, 0]]);
    expect(await store.counters.findOne({ _id: quotaOf('cmp_1') })).toMatchObject({ max: 100, taken: 0, sold: 0 });
  });

  it('the same terms again are no new edition, however they are written; a title is no term', async () => {
    await publish(store, plan(), NOW);
    const { size, prices, ...rest } = terms;
    const turned = { ...rest, prices: Object.fromEntries(Object.entries(prices).reverse()), size };
    await publish(store, { ...plan({}, '水蜜桃'), terms: turned }, NOW + 1);
    expect(await read()).toMatchObject({ edition: 1, title: '水蜜桃', createdAt: NOW });
    expect(await editions()).toEqual([[1, 3, 0]]);
  });

  it('changed terms are the next edition; those before stay as they were', async () => {
    await publish(store, plan(), NOW);
    await publish(store, plan({ size: 4 }), NOW + 1);
    await publish(store, plan({ size: 3 }), NOW + 2);
    expect(await read()).toMatchObject({ edition: 3, terms: { size: 3 } });
    expect(await editions()).toEqual([
      [1, 3, 0],
      [2, 4, 1],
      [3, 3, 2],
    ]);
  });

  it('changes neither what a merchant has made of it since, nor what is taken of its quota', async () => {
    await publish(store, plan(), NOW);
    const by = { userId: 'usr_1', name: '林姐' };
    await changeCampaign(store, 'cmp_1', { type: 'end', groups: 'letRun', by, now: NOW }, { now: NOW });
    await store.counters.updateOne({ _id: quotaOf('cmp_1') }, { $set: { taken: 40, sold: 40 } });
    await publish(store, plan({ quota: 10 }), NOW + HOUR);
    expect(await read()).toMatchObject({ status: 'ended', ended: { groups: 'letRun' }, edition: 2, version: 1 });
    expect(await store.counters.findOne({ _id: quotaOf('cmp_1') })).toMatchObject({ max: 40, taken: 40, sold: 40 });
  });

  it('an edition that its campaign was never told of keeps its number', async () => {
    await publish(store, plan(), NOW);
    // As if the process had died before it wrote the campaign.
    const died = { ...store, counters: null } as unknown as Collections;
    await expect(publish(died, plan({ size: 4 }), NOW + 1)).rejects.toThrow();
    await publish(store, plan({ size: 5 }), NOW + 2);
    expect(await read()).toMatchObject({ edition: 3, terms: { size: 5 } });
    expect(await editions()).toEqual([
      [1, 3, 0],
      [2, 4, 1],
      [3, 5, 2],
    ]);
  });

  it('who is late with an older edition leaves the quota of the one that is on', async () => {
    const publication = (seen: number) => ({ seen, by: 'usr_1', requestId: `publish-${seen}`, acknowledged: [] });
    const next = (seen: number, quota: number, of = store) =>
      publishNext(of, plan({ quota }), publication(seen), NOW + seen);
    await next(0, 100);
    let isLate = false;
    const counters = new Proxy(store.counters, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== 'updateOne') return typeof value === 'function' ? value.bind(target) : value;
        return async (...args: unknown[]) => {
          if (!isLate) {
            isLate = true;
            await next(1, 50);
            await next(2, 30);
          }
          return value.apply(target, args);
        };
      },
    });
    expect(await next(1, 50, { ...store, counters })).toEqual({ ok: true, value: 2 });
    expect(await read()).toMatchObject({ edition: 3, terms: { quota: 30 } });
    expect(await store.counters.findOne({ _id: quotaOf('cmp_1') })).toMatchObject({ max: 30 });
  });

  it('two at once have a number each, and the campaign names the terms of its number', async () => {
    for (let round = 0; round < 10; round++) {
      await store.campaignVersions.deleteMany({});
      await Promise.all([4, 5, 4].map((size) => publish(store, plan({ size }), NOW)));
      const found = await editions();
      expect(found.map(([edition]) => edition)).toEqual(found.map((_, index) => index + 1));
      const { edition, terms: now } = await read();
      expect(found[edition - 1]?.[1]).toBe((now as GroupBuyTerms).size);
    }
  });
});
