/** The one way queue and timer functions are made. */
import { app as functions } from '@azure/functions';
import type * as z from 'zod';
import { runningApp } from '../app.ts';
import type { App } from '../capabilities/ports.ts';
import { periodSeconds } from '../domain/schedule.ts';

const CONNECTION = 'AzureWebJobsStorage';

/**
 * Registers a queue function. A message that is not ours fails, and after five tries the host moves it to the poison
 * queue, from where a second function writes it down for staff; what it was about is in the database and found by the
 * sweep.
 */
export function onMessage<M extends z.ZodType>(
  name: string,
  queueName: string,
  schema: M,
  handle: (app: App, message: z.output<M>) => Promise<void>,
): void {
  functions.storageQueue(name, {
    queueName,
    connection: CONNECTION,
    handler: async (message) => {
      await handle(runningApp(), schema.parse(message));
    },
  });
  functions.storageQueue(`${name}-poison`, {
    queueName: `${queueName}-poison`,
    connection: CONNECTION,
    handler: async (message) => {
      const { db, log } = runningApp();
      const body = typeof message === 'string' ? message : JSON.stringify(message);
      const reason = schema.safeParse(message).success
        ? 'It failed at every try.'
        : 'It is not a message of this queue.';
      await db.read.watch.addPoison({ queue: queueName, body, reason });
      log.error('message_poisoned', { queue: queueName, reason });
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
      await app.db.read.watch.timerStarted(name, period);
      try {
        await handle(app);
      } catch (error) {
        await app.db.read.watch.timerEnded(name, String(error));
        throw error;
      }
      await app.db.read.watch.timerEnded(name, null);
    },
  });
}
