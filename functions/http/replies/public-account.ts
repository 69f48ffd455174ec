/** What the link of a patient's account shows. */
import type { AccountInvoice } from '../../capabilities/ports/invoices.ts';
import type { App } from '../../capabilities/ports.ts';
import type { PaymentPlan } from '../../contracts/payment-plans.ts';
import type { PublicAccount } from '../../contracts/public-account.ts';
import { type Day, day, dayIn } from '../../domain/calendar.ts';
import { type Currency, stripeMinimum } from '../../domain/currency.ts';
import { isOverdue } from '../../domain/invoice.ts';
import { readPaymentPlans } from './payment-plans.ts';
import { clinicOf, linkIsGone } from './public.ts';

type Account = PublicAccount['accounts'][number];

/** The account by currency; gone with the link when the patient was erased. */
export async function accountReply(app: App, patientId: string): Promise<PublicAccount> {
  const { read } = app.db;
  const patient = await read.patients.get(patientId);
  if (!patient || patient.erased_at !== null) return linkIsGone();
  const invoices = await read.invoices.ofAccount(patientId);
  const plans = (await readPaymentPlans(app, patientId)).data.filter(({ state }) => state !== 'cancelled');
  const credits = new Map(patient.balances.map((each) => [each.currency, each.credit_cents]));
  const currencies = new Set<Currency>([
    ...invoices.map((each) => each.currency),
    ...patient.balances.filter((each) => each.credit_cents > 0).map((each) => each.currency),
  ]);
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  const accountIn = (currency: Currency): Account => {
    const owed = invoices.filter((each) => each.currency === currency);
    return {
      currency,
      owed_cents: owed.reduce((sum, each) => sum + each.balance_cents, 0),
      credit_cents: credits.get(currency) ?? 0,
      minimum_cents: stripeMinimum(currency),
      invoices: owed.map((each) => toInvoice(app, each, today)),
      instalments: plans.filter((plan) => plan.currency === currency).flatMap(toInstalments),
    };
  };
  return {
    patient_name: patient.name,
    clinic: clinicOf(app),
    accounts: [...currencies].map(accountIn),
  };
}

const toInvoice = (app: App, invoice: AccountInvoice, today: Day): Account['invoices'][number] => {
  const { id, invoice_number, due_date, total_amount_cents, balance_cents, processing } = invoice;
  return {
    ...{ id, invoice_number, due_date, total_amount_cents, balance_cents, processing },
    issued_on: dayIn(app.clinic.timeZone, new Date(invoice.issued_at)),
    overdue: isOverdue(invoice.status, day(due_date), today),
  };
};

const toInstalments = (plan: PaymentPlan): Account['instalments'] =>
  plan.instalments
    .filter(({ received_cents, amount_cents }) => received_cents < amount_cents)
    .map(({ due_date, amount_cents, received_cents, state }) => ({
      ...{ due_date, amount_cents, received_cents },
      overdue: state === 'late',
    }));
