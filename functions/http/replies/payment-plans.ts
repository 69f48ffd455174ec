/** Payment plans as the endpoints answer them: what is stored, and what follows from it today. */
import { planFacts } from '../../capabilities/payment-plans/standing.ts';
import type { PlanVersion, StoredPlan } from '../../capabilities/ports/payment-plans.ts';
import type { App } from '../../capabilities/ports.ts';
import type { PaymentPlan } from '../../contracts/payment-plans.ts';
import { dayIn } from '../../domain/calendar.ts';
import { add, ZERO } from '../../domain/money.ts';
import { requireFound } from '../../domain/not-found.ts';
import { type PlanRules, planStanding } from '../../domain/payment-plan.ts';

/** Refuses `payment_plan_unknown` (404). */
export async function readPaymentPlan(app: App, id: string): Promise<PaymentPlan> {
  const plan = requireFound(await app.db.read.paymentPlans.get(id), 'payment_plan');
  return planReply(app, plan, await planRules(app));
}

/** Refuses `patient_unknown` (404). */
export async function readPaymentPlans(app: App, patientId: string): Promise<{ data: PaymentPlan[] }> {
  requireFound(await app.db.read.patients.get(patientId), 'patient');
  const plans = await app.db.read.paymentPlans.ofPatient(patientId);
  const rules = await planRules(app);
  return { data: plans.map((plan) => planReply(app, plan, rules)) };
}

const planRules = async (app: App): Promise<PlanRules> => (await app.db.read.settings.get()).payment_plans;

/** One plan as it stands today. */
export function planReply(app: App, plan: StoredPlan, rules: PlanRules): PaymentPlan {
  const facts = planFacts(plan);
  const standing = planStanding(facts, rules, dayIn(app.clinic.timeZone, app.clock.now()));
  const [newest] = plan.versions;
  const instalments = standing.instalments.map(({ dueOn, amountCents, receivedCents, state }, index) => ({
    position: newest.instalments[index]?.position ?? index,
    due_date: dueOn,
    amount_cents: amountCents,
    received_cents: receivedCents,
    state,
  }));
  const fees = new Set(plan.versions.map(({ feeInvoiceId }) => feeInvoiceId));
  return {
    id: plan.id,
    patient_id: plan.patientId,
    currency: plan.currency,
    state: standing.state,
    version: newest.version,
    created_at: plan.createdAt,
    invoices: plan.invoices.map(({ id, number, balanceCents }) => ({
      id,
      invoice_number: number,
      balance_cents: balanceCents,
      is_fee: fees.has(id),
    })),
    planned_cents: plannedOf(newest),
    received_cents: standing.receivedCents,
    owed_cents: facts.owedCents,
    unplanned_cents: standing.unplannedCents,
    instalments,
    next: (standing.next === undefined ? undefined : instalments[standing.next]) ?? null,
    late_since: standing.lateSince ?? null,
    consequence: newest.consequence,
    terms: newest.terms,
    terms_hash: newest.termsHash,
    terms_language: newest.language,
    accepted: acceptanceReply(newest),
    cancelled_at: plan.cancelledAt,
    cancel_reason: plan.cancelReason,
    versions: plan.versions.map(versionReply),
  };
}

const plannedOf = ({ instalments }: PlanVersion) =>
  add(ZERO, ...instalments.map(({ amountCents }) => amountCents));

const acceptanceReply = ({ accepted }: PlanVersion): PaymentPlan['accepted'] =>
  accepted && { how: accepted.how, name: accepted.name, accepted_at: accepted.acceptedAt };

const versionReply = (version: PlanVersion): PaymentPlan['versions'][number] => ({
  version: version.version,
  started_at: version.startedAt,
  reason: version.reason,
  staff_name: version.staffName,
  planned_cents: plannedOf(version),
  instalments: version.instalments.map(({ position, dueOn, amountCents }) => ({
    position,
    due_date: dueOn,
    amount_cents: amountCents,
  })),
  accepted: acceptanceReply(version),
});
