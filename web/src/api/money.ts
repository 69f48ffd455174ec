/** The API of payments, corrections and messages; apart from `api.ts`, so that writing an invoice need not load it. */
import {
  creditNoteRequests,
  invoiceCreditNoteRequest,
} from '../../../functions/contracts/credit-note-requests.ts';
import { creditPayouts } from '../../../functions/contracts/credit-payouts.ts';
import { credits } from '../../../functions/contracts/credits.ts';
import { invoiceCorrections } from '../../../functions/contracts/invoice-corrections.ts';
import { links } from '../../../functions/contracts/links.ts';
import { messages, reminders } from '../../../functions/contracts/messages.ts';
import { patientCredit } from '../../../functions/contracts/patient-credit.ts';
import { patientPayments } from '../../../functions/contracts/patient-payments.ts';
import { payments } from '../../../functions/contracts/payments.ts';
import { paymentRefund, refunds } from '../../../functions/contracts/refunds.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const moneyApi = createClient(
  {
    creditNoteRequests,
    creditPayouts,
    credits,
    invoices: { ...invoiceCorrections, ...invoiceCreditNoteRequest },
    links,
    messages,
    patients: { ...patientCredit, ...patientPayments },
    payments: { ...payments, ...paymentRefund },
    refunds,
    reminders,
  },
  session.send,
  withProof,
);
