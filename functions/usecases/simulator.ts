/** What the simulator is compared with: a shop's own campaigns that are over. */
import type { Output, Parsed } from '../../shared/contracts/contracts';
import type { RefusalCode } from '../../shared/refusals';
import { ok, type Result } from '../../shared/result';
import { countBargains, NO_BARGAINS } from '../store/bargain';
import type { CampaignKind } from '../store/collections';
import { sumOfCampaigns } from '../store/fission';
import { countGroups } from '../store/groupBuy';
import { lastEnded, piecesOf } from '../store/simulator';
import type { App } from './app';

/** Older ones say less of what comes next. */
const CAMPAIGNS = 10;

/** Four commands, however many campaigns there were. */
export async function pastOf(
  app: App,
  { merchantId, kind }: Parsed<'simulator.past'>,
): Promise<Result<Output<'simulator.past'>, RefusalCode>> {
  const { store } = app;
  const ids = await lastEnded(store, { merchantId, kind }, app.now(), CAMPAIGNS);
  const [shared, pieces, deals] = await Promise.all([
    sumOfCampaigns(store, merchantId, ids),
    piecesOf(store, kind, ids),
    dealsOf(app, kind, ids),
  ]);
  const { visits, reshares, brought, broughtSquared } = shared;
  return ok({
    campaigns: ids.length,
    visits,
    reshares,
    brought,
    broughtSquared,
    wanted: kind === 'bargain' ? deals.begun : pieces.wanted,
    deals: deals.over,
    succeeded: deals.succeeded,
    pieces: pieces.pieces,
    returned: pieces.returned,
  });
}

/** Of all campaigns together: what was begun, what is over, and what came to a good end. */
async function dealsOf({ store }: App, kind: CampaignKind, ids: readonly string[]) {
  if (kind === 'groupBuy') {
    const counts = [...(await countGroups(store.groups, ids)).values()];
    const sum = (status: 'open' | 'formed' | 'failed') => counts.reduce((all, count) => all + count[status], 0);
    const [open, succeeded, failed] = [sum('open'), sum('formed'), sum('failed')];
    return { begun: open + succeeded + failed, over: succeeded + failed, succeeded };
  }
  const counts = [...(await countBargains(store.bargains, ids)).values()];
  const sum = (status: keyof typeof NO_BARGAINS) => counts.reduce((all, count) => all + count[status], 0);
  const begun = (Object.keys(NO_BARGAINS) as (keyof typeof NO_BARGAINS)[]).reduce((all, name) => all + sum(name), 0);
  const succeeded = sum('bought');
  return { begun, over: succeeded + sum('expired') + sum('cancelled'), succeeded };
}
