/** What the API shows a patient. */
import type * as z from 'zod';
import type { publicInvoice, publicReceipt, publicResult } from '../../../../functions/contracts/public.ts';

export type PublicInvoice = z.output<typeof publicInvoice>;
export type PublicReceipt = z.output<typeof publicReceipt>;
export type PublicResult = z.output<typeof publicResult>;
