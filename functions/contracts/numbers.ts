/** The certificate of a month’s numbers. */
import * as z from 'zod';
import * as field from './fields.ts';
import { file, route } from './route.ts';

const certificateInput = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-?(0[1-9]|1[0-2])$/, 'Enter a month as 202611.')
    .transform((month) => month.replace('-', '')),
  kind: z.enum(['invoice', 'credit_note', 'receipt']).default('invoice'),
});

export const numbers = {
  certificate: route({
    name: 'numbers-certificate',
    method: 'GET',
    path: 'v1/numbers/{month}/certificate',
    who: 'ledger.read',
    audits: 'report',
    summary: 'Every number of a month with what became of it, and whether one is missing',
    input: certificateInput,
    reply: z.object({
      kind: z.string(),
      month: z.string(),
      gapless: z.boolean(),
      missing: z.array(z.int()),
      count: z.int(),
      last: z.int(),
      numbers: z.array(
        z.object({
          sequence: z.int(),
          number: z.string(),
          document_id: field.id,
          given_at: field.instant,
          fate: z.string(),
        }),
      ),
      set_aside: z.array(
        z.object({ first: z.int(), last: z.int(), reason: z.string(), set_aside_at: field.instant }),
      ),
      content_hash: z.string(),
    }),
    status: 200,
  }),
  certificatePdf: route({
    name: 'numbers-certificate-pdf',
    method: 'GET',
    path: 'v1/numbers/{month}/certificate/pdf',
    who: 'ledger.read',
    audits: 'report',
    summary: 'The certificate of a month’s numbers as PDF',
    input: certificateInput,
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
};

export type NumberCertificate = z.output<typeof numbers.certificate.reply>;
export type CertifiedNumber = NumberCertificate['numbers'][number];
export type SetAsideNumbers = NumberCertificate['set_aside'][number];
