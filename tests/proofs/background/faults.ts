/** What goes wrong while a clinic works: hosts die or are asked to stop, storage goes away, mail and texts misbehave. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Run, System } from '../../../infra/local/system.ts';
import { until } from '../../../infra/processes/time.ts';

/** In turn, so that a run of some rounds has them all. */
export const HOST_FAULTS = [
  'kill the first',
  'kill the second',
  'kill who has the timers',
  'stop the second',
] as const;
export const OUTSIDE_FAULTS = [
  'storage killed',
  'storage wiped',
  'mail refuses for now',
  'mail breaks off after the message',
  'mail hangs',
  'texts break off after the message',
  'texts hang',
] as const;
export type HostFault = (typeof HOST_FAULTS)[number];
export type OutsideFault = (typeof OUTSIDE_FAULTS)[number];

const PARTS = ['host', 'host2'] as const;
const TIMER = 'work-sweep';
const LIMIT_MS = 90_000;

/**
 * Commits the fault and waits until every host answers again. `timersAt` is the process that had the timers before
 * anything was broken: while storage is away its lock cannot be read.
 */
export async function hurtHosts(system: System, fault: HostFault, timersAt: number): Promise<void> {
  switch (fault) {
    case 'kill the first':
      await system.kill(PARTS[0], 'SIGKILL');
      break;
    case 'kill the second':
      await system.kill(PARTS[1], 'SIGKILL');
      break;
    case 'kill who has the timers':
      process.kill(timersAt, 'SIGKILL');
      break;
    case 'stop the second':
      await system.down(PARTS[1]);
      await system.up(PARTS[1]);
  }
  for (const host of system.run.hosts) await until(`${host} is back`, LIMIT_MS, () => answers(host));
}

const answers = (host: string) =>
  fetch(`${host}/admin/host/ping`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Commits the fault; what answers is how to end it. */
export async function hurtOutside(system: System, fault: OutsideFault): Promise<() => Promise<void>> {
  switch (fault) {
    case 'storage killed':
    case 'storage wiped':
      await system.down('storage', 'SIGKILL');
      if (fault === 'storage wiped') rmSync(join(system.run.directory, 'azurite'), { recursive: true });
      return () => system.up('storage');
    case 'mail refuses for now':
      return misbehave(system.run, { mail: 'reject', times: 2 });
    case 'mail breaks off after the message':
      return misbehave(system.run, { mail: 'drop', times: 2 });
    case 'mail hangs':
      return misbehave(system.run, { mail: 'hang', times: 1 });
    case 'texts break off after the message':
      return misbehave(system.run, { sms: 'drop', times: 2 });
    case 'texts hang':
      return misbehave(system.run, { sms: 'hang', times: 1 });
  }
}

/** So many times, so that the fault meets a message however late the message comes. */
async function misbehave({ inbox }: Run, faults: object): Promise<() => Promise<void>> {
  await fetch(`${inbox}/_control/faults`, { method: 'POST', body: JSON.stringify(faults) });
  return async () => {
    await until('the fault has met its messages', LIMIT_MS, async () => {
      const left = (await (await fetch(`${inbox}/_control/faults`)).json()) as { mail: string; sms: string };
      return left.mail === 'none' && left.sms === 'none';
    });
  };
}

/** Waits until a process has the timers, another than the one that is given, and answers which. */
export async function whoHasTimers(run: Run, other?: number): Promise<number> {
  let holder: number | undefined;
  await until('a process has the timers', LIMIT_MS, async () => {
    holder = await timerHolder(run);
    // The lock of a process that was killed is held in its name until it runs out.
    return holder !== undefined && holder !== other && isAlive(holder);
  });
  if (holder === undefined) throw new Error('No process has the timers.');
  return holder;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The process that runs the timers now: it says so beside its lock. */
export async function timerHolder({ storageConnection }: Run): Promise<number | undefined> {
  const service = BlobServiceClient.fromConnectionString(storageConnection, {
    retryOptions: { maxTries: 1 },
  });
  try {
    const locks = service.getContainerClient('azure-webjobs-hosts');
    for await (const { name, metadata, properties } of locks.listBlobsFlat({
      prefix: 'locks/',
      includeMetadata: true,
    })) {
      if (!name.endsWith(`Host.Functions.${TIMER}.Listener`) || properties.leaseState !== 'leased') continue;
      // Whoever has just taken the lock has not said so yet.
      return metadata?.pid === undefined ? undefined : Number(metadata.pid);
    }
  } catch {
    // Storage may be away, or wiped.
  }
  return undefined;
}
