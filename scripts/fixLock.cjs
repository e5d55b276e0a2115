// Makes `npm ci` accept a lock that was written where the registry lacks packages for other platforms: each optional
// package that the lock names and does not hold gets an entry for no platform, so nobody installs it.
// Run by hand after `npm install` changed the lock: node scripts/fixLock.cjs
const { readFileSync, writeFileSync } = require('node:fs');

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
let stubs = 0;
for (const [path, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const top = `node_modules/${name}`;
    if (lock.packages[`${path}/node_modules/${name}`] || lock.packages[top]) continue;
    const version =
      range
        .replace(/^npm:.*@/, '')
        .replace(/^[^\d]*/, '')
        .split(' ')[0] || '0.0.0';
    lock.packages[top] = { version, optional: true, os: ['none'], cpu: ['none'] };
    stubs += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${stubs} entries added to package-lock.json`);
