/** A PostgreSQL cluster in a folder: made once, started, stopped, and freed from a server that was left behind. */
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../processes/time.ts';
import { binaries, run, serverAccount } from './binaries.ts';

export const SUPERUSER = 'postgres';
const LEFTOVERS_MS = 15_000;

export type ClusterOptions = {
  folder: string;
  port: number;
  /** The superuser's password, used when the cluster is made. */
  password: string;
  /** False only for data that may be lost, as in tests: the disk is not waited for. */
  durable: boolean;
  /** Settings of postgresql.conf that replace those chosen here. */
  tuning?: Readonly<Record<string, string>>;
  onLine?: (line: string) => void;
};

export type Cluster = { pid: number | undefined; stop(): Promise<void>; exited: Promise<unknown> };

/** Makes the cluster if there is none, stops a server left behind in it, and starts it. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  await stopLeftBehind(options.folder);
  if (!existsSync(join(options.folder, 'PG_VERSION'))) await initialise(options);
  const end = Date.now() + LEFTOVERS_MS;
  for (;;) {
    try {
      return await start(options);
    } catch (error) {
      // After a kill, the dead server's sessions hold its shared memory for a moment.
      if (Date.now() > end || !/shared memory|lock file/.test((error as Error).message)) throw error;
      await delay(200);
    }
  }
}

async function initialise({ folder, password, durable }: ClusterOptions): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const account = serverAccount();
  if (account !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid);
  }
  chmodSync(folder, 0o700);
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
  const access = [`--username=${SUPERUSER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const { initdb } = await binaries();
  try {
    const child = run({
      program: initdb,
      folder,
      args: [`--pgdata=${folder}`, ...access, ...locale, ...(durable ? [] : ['--no-sync'])],
    });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0)
      throw new Error(`PostgreSQL could not make its folder: ${said.trim().split('\n').at(-1)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function start({ folder, port, durable, tuning, onLine }: ClusterOptions): Promise<Cluster> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Without the details of an error, which hold what rows say.
    log_error_verbosity: 'terse',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...tuning,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { postgres } = await binaries();
  const child = run({ program: postgres, folder, args: ['-D', folder, '-p', String(port), ...args] });
  const exited = once(child, 'exit');
  let last = '';
  await new Promise<void>((resolve, reject) => {
    if (child.stderr === null) return reject(new Error('PostgreSQL has no output'));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (/FATAL|ERROR/.test(line)) last = line.replace(/^.*?(FATAL|ERROR): */, '');
      onLine?.(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    child.on('error', reject);
    exited.then(() => reject(new Error(`PostgreSQL did not start: ${last}`)), reject);
  });
  return {
    pid: child.pid,
    exited,
    stop: async () => {
      // SIGINT is PostgreSQL's "fast" shutdown: sessions end, everything is written.
      child.kill('SIGINT');
      await exited;
    },
  };
}

/** A server whose parent was killed still owns its folder: it is asked to stop before the next one starts. */
async function stopLeftBehind(folder: string): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!isServerOf(pid, folder)) return;
  process.kill(pid, 'SIGINT');
  await until('the end of the PostgreSQL server left behind', 30_000, () => !isServerOf(pid, folder));
}

/** Whether that process is a PostgreSQL server of this very folder, and not a stranger with a reused number. */
function isServerOf(pid: number, folder: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch {
    return false;
  }
}
