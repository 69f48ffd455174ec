/** Backups: the list, so that staff see when none was made. */
import * as z from 'zod';
import * as field from './fields.ts';
import { route } from './route.ts';

export const backups = {
  list: route({
    name: 'backups-list',
    method: 'GET',
    path: 'v1/backups',
    who: 'archive.manage',
    unaudited: 'Times and sizes of backups.',
    summary: 'The nightly backups in storage, newest first, and how old the last verified one is',
    input: z.strictObject({}),
    reply: z.object({
      data: z.array(
        z.object({
          name: z.string(),
          made_at: field.instant,
          bytes: z.int(),
          /** Verified: read back, loaded, and equal to what PostgreSQL counted and hashed. An unfinished one goes after a day. */
          state: z.enum(['unfinished', 'unverified', 'verified']),
          /** Only a verified one is whole. */
          whole: z.boolean(),
        }),
      ),
      /** No verified backup of the last two days. */
      overdue: z.boolean(),
      /** Whether they lie in another storage than what they save. */
      apart: z.boolean(),
    }),
    status: 200,
  }),
};
