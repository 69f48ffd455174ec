/** The one way queue and timer functions are made. */
import { app as functions } from '@azure/functions';
import type * as z from 'zod';
import { runningApp } from '../app.ts';
import type { App } from '../capabilities/ports.ts';

/**
 * Registers a queue function. A message that is not ours fails, and after five tries lies in the poison queue;
 * what it was about is in the database and found by the sweep.
 */
export function onMessage<M extends z.ZodType>(
  name: string,
  queueName: string,
  schema: M,
  handle: (app: App, message: z.output<M>) => Promise<void>,
): void {
  functions.storageQueue(name, {
    queueName,
    connection: 'AzureWebJobsStorage',
    handler: async (message) => {
      await handle(runningApp(), schema.parse(message));
    },
  });
}

/** Registers a timer function: six fields, seconds first, UTC. Runs may repeat, so handlers look before they act. */
export function onTimer(name: string, schedule: string, handle: (app: App) => Promise<void>): void {
  functions.timer(name, { schedule, handler: () => handle(runningApp()) });
}
