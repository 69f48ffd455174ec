/** The one way queue and timer functions are made. */
import { app as functions } from '@azure/functions';
import type * as z from 'zod';
import { runningApp } from './app.ts';
import type { App } from './capabilities/ports.ts';
import { MESSAGES, type QueueName } from './contracts/queues.ts';
import { periodSeconds } from './domain/schedule.ts';

type MessageOf<Queue extends QueueName> = z.output<(typeof MESSAGES)[Queue]>;

/**
 * Registers a queue function. A message that is not ours fails, and after five tries the host moves it to the poison
 * queue, from where a timer writes it down for staff; what it was about is in the database and found by the sweep.
 */
export function onMessage<Queue extends QueueName>(
  name: string,
  queue: Queue,
  handle: (app: App, message: MessageOf<Queue>) => Promise<void>,
): void {
  functions.storageQueue(name, {
    queueName: queue,
    connection: 'AzureWebJobsStorage',
    handler: async (given) => {
      const app = runningApp();
      const message = MESSAGES[queue].parse(given) as MessageOf<Queue>;
      await app.log.traced(message.request_id, () =>
        measured(app, { kind: 'queue', name: queue }, async () => {
          try {
            await handle(app, message);
          } catch (error) {
            app.log.warn('message_failed', { queue, error: String(error) });
            throw error;
          }
        }),
      );
    },
  });
}

/**
 * Registers a timer function: six fields, seconds first, UTC. Runs may repeat, so handlers look before they act. Each
 * run is written down, so that a timer that stopped is seen.
 */
export function onTimer(name: string, schedule: string, handle: (app: App) => Promise<void>): void {
  const period = periodSeconds(schedule);
  functions.timer(name, {
    schedule,
    handler: async () => {
      const app = runningApp();
      await app.db.read.timers.started(name, period);
      try {
        await measured(app, { kind: 'timer', name }, () => handle(app));
      } catch (error) {
        await app.db.read.timers.ended(name, String(error));
        throw error;
      }
      await app.db.read.timers.ended(name, null);
    },
  });
}

/** Counts the run and logs it with its duration. A message or a job that fails is a fault. */
async function measured(
  app: App,
  what: { kind: 'queue' | 'timer'; name: string },
  work: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  let outcome = 'failed';
  try {
    await work();
    outcome = 'done';
  } finally {
    const milliseconds = Math.round(performance.now() - started);
    app.metrics.count({ ...what, outcome, milliseconds });
    app.log.info(what.kind === 'queue' ? 'message_processed' : 'timer_ran', {
      [what.kind === 'queue' ? 'queue' : 'job']: what.name,
      outcome,
      milliseconds,
    });
  }
}
