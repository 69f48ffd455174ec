/** A lock between hosts: a lease on a blob, renewed while it is held, that a dead process on this machine cannot block. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { BlobLeaseClient, BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import type { SingletonSettings } from './host-config.ts';
import { messageOf, type WriteLog } from './logging.ts';
import { sleep } from './sleep.ts';
import { statusOf } from './storage.ts';

export type LeaseOptions = {
  container: ContainerClient;
  /** Path of the blob in the container. */
  path: string;
  settings: SingletonSettings;
  log: WriteLog;
  /** Log category. */
  category: string;
};

export type HeldLease = {
  /** Aborts when the lease could not be renewed in time: from then on another host may hold it. */
  lost: AbortSignal;
  /** Gives the lease back so that the next host need not wait. */
  release(): Promise<void>;
};

const RETRY_RENEWAL_MS = 1000;

/** Asks for the lease until it is ours; undefined when stopped before that. Survives a storage that is away. */
export async function acquireLease(
  options: LeaseOptions,
  stopped: AbortSignal,
): Promise<HeldLease | undefined> {
  const blob = options.container.getBlockBlobClient(options.path);
  let quiet = false;
  let exists = false;
  while (!stopped.aborted) {
    try {
      if (!exists) await createBlob(options.container, blob);
      exists = true;
      const held = await tryAcquire(options, blob);
      if (held !== undefined) return held;
      quiet = false;
    } catch (error) {
      exists = statusOf(error) !== 404;
      const message = `Singleton lock '${options.path}' cannot be asked for: ${messageOf(error)}`;
      if (!quiet) options.log({ level: 'warning', category: options.category, message });
      quiet = true;
    }
    await sleep(options.settings.recoveryPollingMs, stopped);
  }
  return undefined;
}

async function tryAcquire(options: LeaseOptions, blob: BlockBlobClient): Promise<HeldLease | undefined> {
  const leaseId = randomUUID();
  const lease = blob.getBlobLeaseClient(leaseId);
  const seconds = options.settings.lockPeriodMs / 1000;
  let askedAt = Date.now();
  try {
    await lease.acquireLease(seconds);
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    askedAt = Date.now();
    if (!(await takeOver(blob, leaseId))) return undefined;
  }
  await blob.setMetadata({ ...thisProcess(), leaseid: leaseId }, { conditions: { leaseId } });
  return keep(options, lease, askedAt);
}

/** The lock is only a name to lease; whoever comes second finds it there. */
async function createBlob(container: ContainerClient, blob: BlockBlobClient): Promise<void> {
  await container.createIfNotExists();
  try {
    await blob.upload('', 0, { conditions: { ifNoneMatch: '*' } });
  } catch (error) {
    if (![409, 412].includes(statusOf(error) ?? 0)) throw error;
  }
}

/**
 * Takes the lease from a holder that is certainly dead: a process of this very machine that no longer exists.
 * Storage changes the lease only for the id that holds it now, so of two that try this one wins, and a live holder
 * is never displaced.
 */
async function takeOver(blob: BlockBlobClient, leaseId: string): Promise<boolean> {
  const { metadata = {} } = await blob.getProperties();
  const { machine, pid, leaseid } = metadata;
  if (machine !== thisProcess().machine || leaseid === undefined || isAlive(Number(pid))) return false;
  try {
    await blob.getBlobLeaseClient(leaseid).changeLease(leaseId);
    await blob.getBlobLeaseClient(leaseId).renewLease();
    return true;
  } catch (error) {
    if ([409, 412].includes(statusOf(error) ?? 0)) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false; // our number on an old lease: the holder was here before us
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function keep(options: LeaseOptions, lease: BlobLeaseClient, acquiredAt: number): HeldLease {
  const { lockPeriodMs } = options.settings;
  const lost = new AbortController();
  let heldUntil = acquiredAt + lockPeriodMs;
  let renewal: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const lose = (reason: string): void => {
    if (lost.signal.aborted) return;
    options.log({
      level: 'error',
      category: options.category,
      message: `Singleton lock '${options.path}' is lost: ${reason}`,
    });
    lost.abort();
  };
  const renew = async (): Promise<void> => {
    const askedAt = Date.now();
    try {
      await lease.renewLease({ abortSignal: AbortSignal.timeout(Math.max(1, heldUntil - askedAt)) });
      heldUntil = askedAt + lockPeriodMs;
      schedule(lockPeriodMs / 2);
    } catch (error) {
      const gone = [404, 409, 412].includes(statusOf(error) ?? 0);
      if (gone || Date.now() + RETRY_RENEWAL_MS >= heldUntil) lose(messageOf(error));
      else schedule(RETRY_RENEWAL_MS);
    }
  };
  const schedule = (delayMs: number): void => {
    if (lost.signal.aborted) return;
    timer = setTimeout(() => {
      renewal = renew();
    }, delayMs);
  };
  schedule(lockPeriodMs / 2);
  return {
    lost: lost.signal,
    release: async () => {
      const wasHeld = !lost.signal.aborted;
      lost.abort();
      clearTimeout(timer);
      await renewal;
      if (wasHeld) await lease.releaseLease().catch(() => undefined);
    },
  };
}

let self: { machine: string; pid: string } | undefined;

/** Names this process among all that could ever hold the lease: machine, boot, process namespace, process id. */
function thisProcess(): { machine: string; pid: string } {
  self ??= {
    machine: createHash('sha256')
      .update(`${hostname()}\n${tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))}`)
      .update(tryRead(() => readlinkSync('/proc/self/ns/pid')))
      .digest('hex')
      .slice(0, 32),
    pid: String(process.pid),
  };
  return self;
}

/** Only Linux has these; elsewhere the host name has to do. */
function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
