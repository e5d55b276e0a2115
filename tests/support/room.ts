/** What a merchant's room is shown with: people who work for the shop, and desks that wait to be signed in. */
import type { Output } from '../../shared/contracts/contracts';
import type { Role } from '../../shared/contracts/endpoint';
import type { Tab } from './browser';
import { MERCHANT, type Person, type World } from './world';

/** A new person who works for the shop. */
export async function member(world: World, name: string, role: Role): Promise<Person> {
  const person = await world.person(name);
  const { userId } = person;
  await world.app.store.memberships.insertOne({ _id: `${MERCHANT}/${userId}`, merchantId: MERCHANT, userId, role });
  return person;
}

/** A browser at a desk, as the server sees it. */
export const DESK_AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

/** A desk that asks to be signed in: what it shows, and what it polls with. */
export async function startDesk(world: World): Promise<Output<'desk.start'>> {
  const answer = await fetch(`${world.url}/api/desk.start`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': DESK_AGENT },
    body: '{}',
  });
  if (!answer.ok) throw new Error(`no desk is started: ${answer.status}`);
  return (await answer.json()) as Output<'desk.start'>;
}

/** The address in the picture that a desk shows. */
export const addressOf = (site: string, code: string): string => `${site}/#/merchant/approve/index?code=${code}`;

/** Starts a group, or sits in one, and pays. */
export async function sit(
  world: World,
  person: Person,
  groupId?: string,
): Promise<{ groupId: string; orderId: string }> {
  const placed = await world.place(person, groupId === undefined ? {} : { groupId });
  await world.pay(person, placed.orderId);
  await world.standIn.control.flush();
  return { orderId: placed.orderId, groupId: placed.groupId ?? '' };
}

/** Ticks every warning of a campaign that is being written, once they are there. */
export async function tickEach(tab: Tab): Promise<void> {
  await tab.shows('条提醒要勾');
  const ids = await tab.page
    .locator('[id^="tick-"] >> visible=true')
    .evaluateAll((boxes) => boxes.map((box) => (box as { id: string }).id));
  for (const id of ids) await tab.tap(id);
}
