/**
 * `npm run doctor [-- --home DIR]`: looks for what most often keeps the local clinic from starting; with a folder (or
 * CLINIC_HOME) at the server that `npm run setup` made there. Exit code 1 when a line begins with `bad`.
 */
import { existsSync, statfsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonToInstall } from '../bootstrap.mjs';
import { findBrowser } from '../local/browser.ts';
import { defaultDirectory, ROOT } from '../local/environment.ts';
import { isHeld } from '../local/lock.ts';
import { binaries } from '../local/postgres/binaries.ts';
import { PREFERRED_PORTS } from '../local/run.ts';
import { settingsFile } from '../local/settings.ts';
import { isFree } from '../processes/ports.ts';
import { examineServer } from './doctor/server.ts';
import { bad, type Finding, isBad, ok, show, warn } from './finding.ts';

const FREE_MEGABYTES = 1_000;

function node(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const text = `Node ${process.versions.node}`;
  return major >= 24 ? ok(text) : bad(`${text}: npm scripts bring Node 24; start this with npm.`);
}

function packages(): Finding {
  const reason = reasonToInstall(ROOT);
  return reason === undefined
    ? ok('Packages are those of the lock file')
    : bad(`Packages: ${reason}. Run npm ci.`);
}

function disk(): Finding {
  const { bavail, bsize } = statfsSync(ROOT);
  const free = Math.floor((bavail * bsize) / 1024 ** 2);
  return free >= FREE_MEGABYTES ? ok(`Disk: ${free} MB free`) : bad(`Disk: only ${free} MB free`);
}

async function ports(): Promise<Finding[]> {
  if (isHeld(defaultDirectory())) return [ok('The system is running here')];
  const taken: string[] = [];
  for (const [name, port] of Object.entries(PREFERRED_PORTS)) {
    if (!(await isFree(port))) taken.push(`${name} ${port}`);
  }
  if (taken.length === 0) return [ok('All preferred ports are free')];
  return [warn(`Taken ports: ${taken.join(', ')}. The next free ones will be used.`)];
}

async function postgres(): Promise<Finding> {
  return binaries().then(
    () => ok('PostgreSQL is packaged for this machine'),
    (error: Error) => bad(error.message),
  );
}

async function browser(): Promise<Finding> {
  return findBrowser().then(
    ({ executablePath }) => ok(`Browser for tests: ${executablePath ?? "Playwright's own"}`),
    (error: Error) => warn(`Browser for tests: ${error.message}`),
  );
}

function settings(): Finding {
  const file = settingsFile(defaultDirectory());
  if (!existsSync(file)) return ok('Settings are made on first start');
  const mode = statSync(file).mode & 0o777;
  if (process.platform === 'win32' || mode === 0o600) return ok('Only you can read the settings file');
  return bad(`${file} can be read by others (mode ${mode.toString(8)}). Run: chmod 600 ${file}`);
}

async function examineLocal(): Promise<Finding[]> {
  return [node(), packages(), disk(), settings(), await postgres(), ...(await ports()), await browser()];
}

const { values } = parseArgs({ options: { home: { type: 'string' } } });
const home = values.home ?? process.env.CLINIC_HOME;
const findings =
  home === undefined ? await examineLocal() : [node(), packages(), ...(await examineServer(resolve(home)))];
for (const finding of findings) show(finding);
process.exitCode = isBad(findings) ? 1 : 0;
