/** Patients with credit (decision 7). */
import * as z from 'zod';
import * as field from './fields.ts';
import { route } from './route.ts';

export const credits = {
  list: route({
    name: 'credits-list',
    method: 'GET',
    path: 'v1/credits',
    who: 'payments.read',
    audits: 'credit',
    summary: 'Patients with credit, the most first: apply or refund it',
    input: z.strictObject(field.page),
    reply: field.pageOf(
      z.object({
        patient_id: field.id,
        patient_name: z.string(),
        currency: field.currency,
        credit_cents: field.moneyCents,
        /** Of the credit, what pay-outs that are pending approval reserve. */
        reserved_cents: field.moneyCents,
        balance_cents: field.moneyCents,
      }),
    ),
    status: 200,
  }),
};

export type PatientWithCredit = z.output<typeof credits.list.reply>['data'][number];
