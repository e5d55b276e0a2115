/** What it costs to check a campaign of 200 SKUs, beside one JSON.parse of the same campaign. */
import { USUAL_TERMS } from '../../shared/domain/groupBuy';
import { PAYMENT_RATE, type PreflightPlan, preflight } from '../../shared/domain/preflight';
import { DAY } from '../../shared/time';
import { figure, ratios, type Say, spread } from './report';

const SKUS = 200;

/** Half of the SKUs lose money and half were sold cheaper, so that sentences are written too. */
function planOf(count: number): PreflightPlan {
  const skus = Array.from({ length: count }, (_, index) => ({
    id: `sku_${index}`,
    name: `规格 ${index}`,
    price: 3_990 + index,
    cost: index % 2 === 0 ? 2_000 : 3_000,
    left: 10,
    lowestPaid: index % 2 === 0 ? 3_990 + index : 3_500,
  }));
  const prices = Object.fromEntries(skus.map(({ id, price }) => [id, price - 1_000]));
  return {
    kind: 'groupBuy',
    terms: { ...USUAL_TERMS, size: 3, prices, quota: 100 },
    title: '赣南脐橙 5 斤装',
    startsAt: 0,
    endsAt: 7 * DAY,
    now: 0,
    product: { title: '赣南脐橙 5 斤装', caption: '皮薄汁多', promises: ['坏果包赔'] },
    skus,
    taken: 0,
    paymentRate: PAYMENT_RATE,
    commission: { asked: 1_000, rate: 1_000, cap: 3_000, levels: 2, mostLevels: 2 },
    others: [{ title: '早鸟', skuIds: skus.map(({ id }) => id), startsAt: 0, endsAt: DAY }],
  };
}

/** Milliseconds of one call, on average. */
function time(times: number, work: () => unknown): number {
  const begun = performance.now();
  for (let turn = 0; turn < times; turn++) work();
  return (performance.now() - begun) / times;
}

export function preflightFigures(
  { rounds, checks }: { readonly rounds: number; readonly checks: number },
  say: Say,
): string[] {
  const plan = planOf(SKUS);
  const text = JSON.stringify(plan);
  const found = preflight(plan).length;
  // The first round lets the engine compile both.
  time(checks, () => preflight(plan));
  time(checks, () => JSON.parse(text));
  const took = { preflight: [] as number[], parse: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    took.preflight.push(time(checks, () => preflight(plan)));
    took.parse.push(time(checks, () => JSON.parse(text)));
    say(`round ${round} of ${rounds}: ${took.preflight.at(-1)?.toFixed(3)} ms`);
  }
  return [
    figure(`preflight of ${SKUS} SKUs, ms`, spread(took.preflight, 3), `${found} findings`),
    figure(
      '… ÷ one JSON.parse of the same campaign',
      spread(ratios(took.preflight, took.parse)),
      `${text.length} characters`,
    ),
  ];
}
