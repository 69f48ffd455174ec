/** Installs the packages when they are missing or not those of the lock file; runs on the machine's own Node. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE = 20;

/**
 * Why the packages must be installed, or undefined when they are current. The stamp is the hash of the lock file of
 * the last complete install; without one, npm's own record of what it installed is compared.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
export function reasonToInstall(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) return 'they are not there yet';
  const stamp = join(modules, '.installed-lock');
  if (existsSync(stamp)) {
    return readFileSync(stamp, 'utf8') === lockHash(root) ? undefined : 'package-lock.json has changed';
  }
  return isInstalled(root, modules) ? undefined : 'they are not those of package-lock.json';
}

/**
 * Notes that the packages are those of the lock file.
 *
 * @param {string} root
 */
export function noteInstalled(root) {
  writeFileSync(join(root, 'node_modules', '.installed-lock'), lockHash(root));
}

/** @param {string} root */
function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/**
 * Whether npm's record names every package of the lock file that this machine needs, in the same version.
 *
 * @param {string} root
 * @param {string} modules
 */
function isInstalled(root, modules) {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      !path.startsWith('node_modules/') || optional || link || found[path]?.version === version,
  );
}

/** @param {string} root */
function install(root) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const began = Date.now();
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write('The packages could not be installed: npm ci failed (see above).\n');
    process.exit(1);
  }
  noteInstalled(root);
  process.stdout.write(`Packages installed in ${Math.round((Date.now() - began) / 1000)} s.\n`);
}

function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    process.stderr.write(`This is Node ${process.versions.node}; Node ${OLDEST_NODE} or newer is needed.\n`);
    process.exit(1);
  }
  const root = fileURLToPath(new URL('..', import.meta.url));
  const reason = reasonToInstall(root);
  if (reason === undefined) return;
  process.stdout.write(`Installing packages: ${reason}. This takes a minute or two …\n`);
  install(root);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
