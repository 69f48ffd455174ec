/** Whether the service lives, and whether each part that it needs answers. */
import * as z from 'zod';
import { route } from './route.ts';

const part = z.object({ status: z.enum(['up', 'down']) });

export const health = {
  live: route({
    name: 'health-live',
    method: 'GET',
    path: 'v1/health/live',
    who: 'anyone',
    summary: 'The process answers',
    input: z.strictObject({}),
    reply: z.object({ status: z.literal('up') }),
    status: 200,
  }),
  ready: route({
    name: 'health-ready',
    method: 'GET',
    path: 'v1/health/ready',
    who: 'anyone',
    summary: 'Which parts answer; 503 when one does not',
    input: z.strictObject({}),
    reply: z.object({
      status: z.enum(['up', 'down']),
      parts: z.object({ database: part, queues: part, migrations: part }),
    }),
    status: 200,
  }),
};
