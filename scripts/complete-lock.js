import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Adds to a lock file the packages for other platforms that `npm install` left out because the registry at hand does not
 * have them; without their entries `npm ci` calls the lock file out of date. Run it after `npm install` on such a machine.
 * Usage: node scripts/complete-lock.js [FILE]
 */
const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBRARIES = { gnu: 'glibc', musl: 'musl' };

/** `os`, `cpu` and `libc` as the name of a package tells them; undefined when it is no package for one platform. */
const platformOf = (name) => {
  const parts = name.split(/[/-]/);
  const os = SYSTEMS.find((each) => parts.includes(each));
  const cpu = PROCESSORS.find((each) => parts.includes(each));
  const libc = LIBRARIES[parts.at(-1)];
  if (os === undefined || cpu === undefined) return undefined;
  return { os: [os], cpu: [cpu], ...(libc !== undefined && { libc: [libc] }) };
};

let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const own = `node_modules/${name}`;
    if (lock.packages[own] !== undefined || lock.packages[`${path}/${own}`] !== undefined) continue;
    const platform = platformOf(name);
    if (!/^\d/.test(version)) continue;
    if (platform === undefined) throw new Error(`${name} of ${path} is for a platform that this script does not know`);
    const { dev, license, engines } = entry;
    lock.packages[own] = { version, ...platform, dev, license, engines, optional: true };
    added += 1;
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${added} added to ${file}`);
