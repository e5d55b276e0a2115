// Makes `npm ci` accept a lock that was written where the registry lacks packages for other platforms: each optional
// package that the lock names but does not hold in the version named gets an entry for no platform, so nobody installs it.
// Run by hand after `npm install` changed the lock: node scripts/fixLock.cjs
const { readFileSync, writeFileSync } = require('node:fs');

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** The entry that `name` means inside the package at `path`: its own node_modules, then each above it. */
function resolve(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const entry = lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (entry || folder === '') return entry;
  }
}

let stubs = 0;
for (const [path, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const found = resolve(path, name);
    const exact = /^\d/.test(range) && !range.includes(' ');
    if (found && (!exact || found.version === range)) continue;
    const version = range.match(/\d+\.\d+\.\d+[^\s|]*/)?.[0] ?? '0.0.0';
    const place = found ? `${path}/node_modules/${name}` : `node_modules/${name}`;
    lock.packages[place] = { version, optional: true, os: ['none'], cpu: ['none'] };
    stubs += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${stubs} entries added to package-lock.json`);
