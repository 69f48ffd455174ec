/** Several worker processes behind one port (FUNCTIONS_WORKER_PROCESS_COUNT), replaced when one of them ends. */
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { sayReady, stopWithParent } from './child.ts';

const MOST_WORKERS = 10;
/** More ends than this within the window is a fault that a restart does not heal. */
const MOST_RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;

/** Starts the workers, says ready when all are, and keeps their number. */
export async function superviseWorkers(count: number): Promise<void> {
  if (!Number.isInteger(count) || count > MOST_WORKERS) {
    throw new Error(`FUNCTIONS_WORKER_PROCESS_COUNT must be between 1 and ${MOST_WORKERS}.`);
  }
  let stopping = false;
  stopWithParent(async () => {
    stopping = true;
    await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => worker && end(worker)));
  });
  // One first: its failure to start is said once, not by every worker.
  const url = await whenReady(cluster.fork());
  await Promise.all(Array.from({ length: count - 1 }, () => whenReady(cluster.fork())));
  sayReady({ url, workers: count });
  replaceThoseThatEnd(() => stopping);
}

function replaceThoseThatEnd(isStopping: () => boolean): void {
  const ends: number[] = [];
  cluster.on('exit', () => {
    if (isStopping()) return;
    ends.push(Date.now());
    const recent = ends.filter((time) => time > Date.now() - RESTART_WINDOW_MS).length;
    if (recent > MOST_RESTARTS) {
      process.stderr.write('The Functions workers end again and again.\n');
      process.exit(1);
    }
    cluster.fork();
  });
}

/** The worker's address. One that cannot start has said why on our standard error: there is nothing to add. */
async function whenReady(worker: Worker): Promise<string> {
  const giveUp = (): never => process.exit(1);
  worker.once('exit', giveUp);
  const [message] = (await once(worker, 'message')) as [{ url: string }];
  worker.off('exit', giveUp);
  return message.url;
}

async function end(worker: Worker): Promise<void> {
  const exited = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  await exited;
}
