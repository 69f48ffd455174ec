/** All that the API promises, area by area: the server, the web client and the OpenAPI document read this. */
import { alerts } from './alerts.ts';
import { archives } from './archives.ts';
import { audit } from './audit.ts';
import { auth } from './auth.ts';
import { backups } from './backups.ts';
import { clinicDetails } from './clinic-details.ts';
import { creditNoteRequests, invoiceCreditNoteRequest } from './credit-note-requests.ts';
import { creditPayouts } from './credit-payouts.ts';
import { credits } from './credits.ts';
import { dashboard } from './dashboard.ts';
import { disputes } from './disputes.ts';
import { documentation } from './documentation.ts';
import { exports } from './exports.ts';
import { health } from './health.ts';
import { invoiceBalance } from './invoice-balance.ts';
import { invoiceCorrections } from './invoice-corrections.ts';
import { invoiceExplanation } from './invoice-explanation.ts';
import { invoiceNotes } from './invoice-notes.ts';
import { invoices } from './invoices.ts';
import { jobs } from './jobs.ts';
import { ledger } from './ledger.ts';
import { links } from './links.ts';
import { messages, reminders } from './messages.ts';
import { numbers } from './numbers.ts';
import { operations } from './operations.ts';
import { patientAccount } from './patient-account.ts';
import { patientCredit } from './patient-credit.ts';
import { patientPayments } from './patient-payments.ts';
import { patients } from './patients.ts';
import { patientPaymentPlans, paymentPlans } from './payment-plans.ts';
import { payments } from './payments.ts';
import { priceListImports } from './price-list-imports.ts';
import { priceListItems } from './price-list-items.ts';
import { publicRoutes } from './public.ts';
import { publicAccountRoutes } from './public-account.ts';
import { publicExplanationRoutes } from './public-explanation.ts';
import { reconciliation } from './reconciliation.ts';
import { paymentRefund, refunds } from './refunds.ts';
import { reports } from './reports.ts';
import { savedViews } from './saved-views.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';
import { sessions, staff } from './staff.ts';
import { stripeEvents } from './stripe-events.ts';
import { webhooks } from './webhooks.ts';
import { work } from './work.ts';

export const contracts = {
  alerts,
  archives,
  audit,
  auth,
  backups,
  clinicDetails,
  creditNoteRequests,
  creditPayouts,
  credits,
  dashboard,
  documentation,
  exports,
  health,
  invoices: {
    ...invoices,
    ...invoiceBalance,
    ...invoiceExplanation,
    ...invoiceCorrections,
    ...invoiceCreditNoteRequest,
    ...invoiceNotes,
  },
  jobs,
  ledger,
  links,
  messages,
  numbers,
  operations,
  patients: {
    ...patients,
    ...patientAccount,
    ...patientCredit,
    ...patientPaymentPlans,
    ...patientPayments,
  },
  paymentPlans,
  payments: { ...payments, ...paymentRefund },
  priceListImports,
  priceListItems,
  public: { ...publicRoutes, ...publicAccountRoutes, ...publicExplanationRoutes },
  refunds,
  reconciliation,
  disputes,
  reminders,
  reports,
  savedViews,
  search,
  sessions,
  settings,
  staff,
  stripeEvents,
  webhooks,
  work,
};
