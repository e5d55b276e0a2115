/** What the page of members says of each role is what the contracts allow; each change that is kept has its words. */
import { nouns } from '../../miniapp/src/merchant/changeLog/list';
import { aboutWords, changeWords, deedWord, whyWords } from '../../miniapp/src/merchant/words/change';
import { deeds, deedsOf } from '../../miniapp/src/merchant/words/deed';
import { contracts, type EndpointName } from '../../shared/contracts/contracts';
import { type Endpoint, ROLES } from '../../shared/contracts/endpoint';

const endpoints = Object.entries(contracts) as [EndpointName, Endpoint][];
const kept = endpoints.filter(([, { logs }]) => logs !== undefined).map(([name]) => name);

it.each(deeds)('$words: is allowed to those who are told so', ({ roles, endpoints: made }) => {
  expect(made.length).toBeGreaterThan(0);
  for (const name of made) expect([name, contracts[name].access]).toEqual([name, roles]);
});

it('whatever a member may change belongs to one deed', () => {
  const theirs = kept.filter((name) => contracts[name].access !== 'platform');
  const told = deeds.flatMap(({ endpoints: made }) => made).filter((name) => kept.includes(name));
  expect([...told].sort()).toEqual([...theirs].sort());
});

it('an owner may do all of it, who only looks one', () => {
  expect(deedsOf('owner')).toHaveLength(deeds.length);
  expect(deedsOf('viewer')).toHaveLength(1);
  expect(ROLES.map((role) => deedsOf(role).length)).toEqual(
    [...ROLES.map((role) => deedsOf(role).length)].sort((a, b) => b - a),
  );
});

it('every change that is kept is told in words', () => {
  // Their contracts name no shop.
  const byThemselves = ['member.accept', 'platform.addMerchant', 'platform.closeAlarm'];
  expect(Object.keys(deedWord).sort()).toEqual([...kept, ...byThemselves].sort());
  for (const endpoint of kept) expect(changeWords({ endpoint })).toMatch(/^\p{Script=Han}/u);
});

it('a change says why it was refused, or the reason that was given', () => {
  const input = JSON.stringify({ count: 2, reason: '查过了，是误会' });
  expect(whyWords({ input })).toBe('查过了，是误会');
  expect(whyWords({ input, why: '没有找到' })).toBe('没有找到');
  for (const none of ['{}', '{"reason":"•"}', '{"reason":"很长…']) expect(whyWords({ input: none })).toBeUndefined();
  const about = { endpoint: 'platform.closeAlarm', about: 'refundTwice/rfd_1' };
  expect(aboutWords(about)).toBe('一笔退款可能退了两次');
});

it('the log can be looked through by every kind of thing that is kept', () => {
  const told = new Set(Object.keys(deedWord).map((endpoint) => endpoint.slice(0, endpoint.indexOf('.'))));
  expect(nouns.map(({ value }) => value).sort()).toEqual(['all', ...told].sort());
});
