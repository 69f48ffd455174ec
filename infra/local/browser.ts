/** Finds a Chromium to drive: a given one, the system's, the one an npm package brings, or Playwright's own. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Browser = {
  /** Undefined lets Playwright use its own. */
  executablePath?: string;
  args: string[];
};

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

/** The browser to launch and its arguments; CHROMIUM_PATH wins over everything found. */
export async function findBrowser(): Promise<Browser> {
  const args = [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH names no file: ${given}`);
    return { executablePath: given, args };
  }
  const system = SYSTEM.find((path) => existsSync(path));
  if (system !== undefined) return { executablePath: system, args };
  if (process.platform === 'linux' && process.arch === 'x64') return packaged(args);
  return { args };
}

/** The package unpacks into TMPDIR and would reuse another version's leftovers there: it gets a folder of its own. */
async function packaged(args: string[]): Promise<Browser> {
  const own = fileURLToPath(new URL('../../.cache/chromium', import.meta.url));
  mkdirSync(own, { recursive: true });
  const previous = process.env.TMPDIR;
  process.env.TMPDIR = own;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing under ${join(own)}`);
    return {
      executablePath,
      args: [...new Set([...args, '--no-sandbox', '--headless=shell', '--no-zygote'])],
    };
  } finally {
    if (previous === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = previous;
  }
}
