/** Alerts about a person's access, which an admin acknowledges. The list of all alerts is in work.ts. */
import * as z from 'zod';
import { ACKNOWLEDGEABLE } from '../domain/alerts.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

export const alerts = {
  acknowledge: route({
    name: 'alerts-acknowledge',
    method: 'POST',
    path: 'v1/alerts/{kind}/{id}/acknowledge',
    who: 'alerts.acknowledge',
    summary: 'Take note of an alert about another person’s access, so that it ends',
    input: z.strictObject({ kind: z.enum(ACKNOWLEDGEABLE), id: field.id }),
    reply: z.object({ id: field.id }),
    status: 200,
    idempotent: true,
  }),
};
