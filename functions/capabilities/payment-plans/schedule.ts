/** The schedule of a new version of a payment plan, and the terms that state it. */
import { type Day, dayIn } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import { add, type Cents, cents, max, ZERO } from '../../domain/money.ts';
import {
  type Instalment,
  type InstalmentRule,
  requireSchedule,
  scheduleOf,
} from '../../domain/payment-plan.ts';
import { planTerms } from '../../domain/payment-plan-terms.ts';
import { sha256Of } from '../documents/sha256.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { CoveredInvoice, NewPlanVersion, PlannedInstalment } from '../ports/payment-plans.ts';
import type { App, Stores, TransactionContext } from '../ports.ts';

export type ScheduleInput = {
  downPaymentCents: Cents;
  schedule: { rule: InstalmentRule } | { instalments: readonly Instalment[] };
};

export type AgreedVersion = {
  plan: { id: string; patientId: string; currency: Currency };
  version: number;
  reason: string | null;
  invoices: readonly CoveredInvoice[];
  fee: { invoiceId: string; amountCents: Cents } | undefined;
};

/** Adds a version over what is owed on the invoices, which become due with its last instalment. Refuses a schedule that does not fit. */
export async function agreeOnVersion(
  { app, tx, by }: TransactionContext & { by: StaffCaller },
  agreed: AgreedVersion,
  input: ScheduleInput,
): Promise<void> {
  const at = app.clock.now();
  const { downPaymentCents } = input;
  const owedCents = add(ZERO, ...agreed.invoices.map(({ balanceCents }) => balanceCents));
  const debt = { owedCents, downPaymentCents, today: dayIn(app.clinic.timeZone, at) };
  const instalments = plannedInstalments(input, debt);
  const { language, terms } = await writeTerms(app, tx, agreed, { owedCents, downPaymentCents, instalments });
  const version: NewPlanVersion = {
    planId: agreed.plan.id,
    version: agreed.version,
    startedAt: at,
    feeInvoiceId: agreed.fee?.invoiceId ?? null,
    reason: agreed.reason,
    staffId: by.actor.id,
    terms,
    termsHash: sha256Of(terms),
    language,
    instalments: positioned(instalments, debt),
  };
  await tx.paymentPlans.addVersion(version);
  const last = instalments.at(-1)?.dueOn ?? debt.today;
  await moveDueDates({ app, tx, by }, agreed.invoices, () => last);
}

function plannedInstalments(
  { downPaymentCents, schedule }: ScheduleInput,
  debt: { owedCents: Cents; downPaymentCents: Cents; today: Day },
): readonly Instalment[] {
  const path = 'rule' in schedule ? 'rule' : 'instalments';
  const restCents = max(ZERO, cents(debt.owedCents - downPaymentCents));
  const instalments = 'rule' in schedule ? scheduleOf(restCents, schedule.rule) : schedule.instalments;
  requireSchedule(instalments, debt, path);
  return instalments;
}

const positioned = (
  instalments: readonly Instalment[],
  { downPaymentCents, today }: { downPaymentCents: Cents; today: Day },
): PlannedInstalment[] => [
  ...(downPaymentCents > 0 ? [{ position: 0, dueOn: today, amountCents: downPaymentCents }] : []),
  ...instalments.map((instalment, index) => ({ ...instalment, position: index + 1 })),
];

async function writeTerms(
  app: App,
  tx: Stores,
  { plan, invoices, fee }: AgreedVersion,
  amounts: { owedCents: Cents; downPaymentCents: Cents; instalments: readonly Instalment[] },
) {
  const { payment_plans: rules } = await tx.settings.get();
  const patient = await tx.patients.get(plan.patientId);
  const language = patient?.language ?? 'en';
  const terms = planTerms(language, {
    ...amounts,
    clinicName: app.clinic.name,
    currency: plan.currency,
    invoiceNumbers: invoices.map(({ number }) => number),
    feeCents: fee?.amountCents ?? ZERO,
    rules,
  });
  return { language, terms };
}

/**
 * Moves the due dates of covered invoices that are still open, so that an invoice is overdue and late fees run by the
 * plan; the reason names the plan, because people did not choose the date.
 */
export async function moveDueDates(
  { app, tx, by }: TransactionContext,
  invoices: readonly CoveredInvoice[],
  target: (invoice: CoveredInvoice) => Day,
): Promise<void> {
  const staffId = by.actor.type === 'staff' ? by.actor.id : null;
  for (const invoice of invoices) {
    const to = target(invoice);
    if (invoice.balanceCents === 0 || invoice.dueOn === to) continue;
    const change = { invoiceId: invoice.id, from: invoice.dueOn, to, reason: 'Payment plan', staffId };
    await tx.corrections.addDueDateChange({ ...change, at: app.clock.now() });
    await tx.invoices.moveDueDate(invoice.id, to);
  }
}
