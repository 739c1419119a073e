// `npm run lock`: writes package-lock.json and completes it. npm leaves out packages for other platforms that the registry at
// hand does not hold, and `npm ci` then refuses the lockfile everywhere; their names and versions stand in their parents.
import { readFileSync, writeFileSync } from 'node:fs';
import { $ } from 'zx';

await $`npm install --package-lock-only`;

const CPUS = { amd64: 'x64', arm: 'arm', ia32: 'ia32', eabi: 'arm' };
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const parent of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const platform =
      /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|x64|amd64|ia32|ppc64|riscv64|s390x)/.exec(name);
    if (lock.packages[path] !== undefined || platform === null) continue;
    lock.packages[path] = {
      version,
      ...(parent.dev === true ? { dev: true } : {}),
      optional: true,
      os: [platform[1]],
      cpu: [CPUS[platform[2]] ?? platform[2]],
      ...(platform[1] === 'linux' && /musl/.test(name) ? { libc: ['musl'] } : {}),
    };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
