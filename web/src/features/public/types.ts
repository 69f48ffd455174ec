/** What the API shows a patient. */
import type * as z from 'zod';
import type { publicInvoice, publicReceipt, publicResult } from '../../../../functions/contracts/public.ts';
import type { publicAccount } from '../../../../functions/contracts/public-account.ts';

export type PublicInvoice = z.output<typeof publicInvoice>;
export type PublicReceipt = z.output<typeof publicReceipt>;
export type PublicResult = z.output<typeof publicResult>;
export type PublicAccount = z.output<typeof publicAccount>;
export type AccountInCurrency = PublicAccount['accounts'][number];
