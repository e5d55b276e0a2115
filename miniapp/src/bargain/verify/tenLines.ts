/** THE TEN LINES of `docs/fairness.md`, to copy; a test holds both to the same text. */
export const TEN_LINES = String.raw`const { createHash, createHmac } = require('node:crypto');
const { seed, commitment, draw, draw: { list, floor, count: n, shape }, cuts } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const known = /^\w+$/.test(draw.bargainId) && /^\w+$/.test(draw.campaignId) && /^[0-9a-f]{64}$/.test(seed) && ['even', 'frontLoaded'].includes(shape) && [draw.edition, list, floor, n].every(Number.isSafeInteger) && floor >= 0 && list <= 1e9 && n >= 1 && n <= 101 && list - floor >= n;
const bytes = (text) => createHmac('sha256', Buffer.from(String(seed), 'hex')).update(text).digest().readUInt32BE();
const random = (i, m, t = 0, x = bytes('cut ' + i + ' ' + t)) => (x < 2 ** 32 - (2 ** 32 % m) ? x % m : random(i, m, t + 1));
const weights = Array.from({ length: known ? n : 0 }, (_, i) => shape === 'even' ? 200 + random(i, 201) : (n > 1 ? 3 * (n - 1) - 2 * i : 1) * (200 + random(i, 101)));
const upTo = (i, sum = (w) => w.reduce((a, b) => a + b, 0)) => Math.floor(((list - floor - n) * sum(weights.slice(0, i))) / sum(weights));
const wrong = cuts.flatMap((cut, i) => (i < n && cut === 1 + upTo(i + 1) - upTo(i) ? [] : [i + 1]));
const text = ['pinkan bargain 1', draw.bargainId, draw.campaignId, draw.edition, list, floor, n, shape, seed].join('\n');
console.log(!known || createHash('sha256').update(text).digest('hex') !== commitment ? '不公平：种子或条款和指纹对不上' : wrong.length ? '不公平：第 ' + wrong + ' 刀不对' : '公平：每一刀都是发起时定好的');
`;
