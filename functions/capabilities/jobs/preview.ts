/** What a job would do to each invoice, decided by the same rules as the job itself; nothing is changed. */
import type { JobSelection } from '../../contracts/jobs.ts';
import { dayIn } from '../../domain/calendar.ts';
import { requireIssuable, requirePrintable, requireSendable } from '../../domain/invoice.ts';
import { JOB_ITEMS_MAX } from '../../domain/job.ts';
import { requireFound, requireNamed } from '../../domain/not-found.ts';
import { Refusal, refuseField } from '../../domain/refusal.ts';
import { requireRemindable } from '../../domain/reminder.ts';
import { requireIssuableLines } from '../invoices/draft.ts';
import type { InvoiceFilter } from '../ports/invoices.ts';
import type { PreviewedInvoice } from '../ports/jobs.ts';
import type { App, Stores } from '../ports.ts';

/** What staff chose: invoices by their ids, or a filter that stands for all that match. */
export type JobChoice = Pick<JobSelection, 'action' | 'notify' | 'invoice_ids'> & { filter?: InvoiceFilter };

/** An invoice of a preview; `refused` says why nothing would be done. */
export type Previewed = { invoice: PreviewedInvoice; refused: Refusal | undefined };

/** Each invoice in the order of the choice. Refuses a choice of nothing, or of more than a job takes. */
export async function previewJob(app: App, choice: JobChoice): Promise<Previewed[]> {
  const invoices = await chosenInvoices(app.db.read, choice);
  const ids = invoices.map(({ invoice_id }) => invoice_id);
  const decide = await deciderOf(app, choice.action, ids);
  return invoices.map((invoice) => ({ invoice, refused: refusalOf(() => decide(invoice)) }));
}

/**
 * What is chosen now. Refuses none (`nothing_chosen`), more than a job takes (`too_many`), and an id of no invoice at its
 * place (`invoice_unknown`).
 */
export async function chosenInvoices(
  tx: Pick<Stores, 'jobs'>,
  choice: JobChoice,
): Promise<PreviewedInvoice[]> {
  const { invoice_ids: given, filter } = choice;
  if ((given === undefined) === (filter === undefined)) {
    refuseField('invoice_ids', 'nothing_chosen', 'Choose invoices, or a filter for all that match.');
  }
  const ids = filter ? await tx.jobs.matching(filter, JOB_ITEMS_MAX + 1) : [...new Set(given)];
  if (ids.length === 0) refuseField('filter', 'nothing_chosen', 'No invoice matches.');
  if (ids.length > JOB_ITEMS_MAX) {
    const most = JOB_ITEMS_MAX.toLocaleString('en');
    refuseField('filter', 'too_many', `A job takes at most ${most} invoices. Narrow the filter.`);
  }
  const invoices = await tx.jobs.previewed(ids);
  const found = new Set(invoices.map(({ invoice_id }) => invoice_id));
  for (const [place, id] of (given ?? []).entries()) {
    requireNamed(found.has(id.toLowerCase()) || undefined, 'invoice', `invoice_ids.${place}`);
  }
  return invoices;
}

type Decide = (invoice: PreviewedInvoice) => void;

async function deciderOf(app: App, action: JobChoice['action'], ids: readonly string[]): Promise<Decide> {
  if (action === 'issue') return issuing(app, ids);
  if (action === 'download')
    return ({ status }) => requirePrintable(requireFound(status ?? undefined, 'invoice'));
  return action === 'send' ? requireReachable : reminding(app, ids);
}

async function issuing(app: App, ids: readonly string[]): Promise<Decide> {
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  const drafts = new Map((await app.db.read.invoices.lockSeveral(ids)).map((draft) => [draft.id, draft]));
  return ({ invoice_id: id }) => {
    const draft = requireFound(drafts.get(id), 'invoice');
    requireIssuable({ ...draft, lines: draft.lines.length }, today);
    requireIssuableLines(draft, today);
  };
}

async function reminding(app: App, ids: readonly string[]): Promise<Decide> {
  const { reminders: rules } = await app.db.read.settings.get();
  const found = await app.db.read.reminders.subjectsOf(ids, app.clinic.timeZone);
  const subjects = new Map(found.map((subject) => [subject.invoiceId, subject]));
  return ({ invoice_id: id }) => {
    requireRemindable(rules, requireFound(subjects.get(id), 'invoice'));
  };
}

function requireReachable({ status, archived, hasEmail, hasPhone }: PreviewedInvoice): void {
  if (!hasEmail && !hasPhone) refuseUnreachable();
  requireSendable({ status: requireFound(status ?? undefined, 'invoice'), archived });
}

/** Refuses to send to a patient who has neither an e-mail address nor a phone number (`no_address`). */
export const refuseUnreachable = (): never =>
  refuseField('notify', 'no_address', 'The patient has no e-mail or phone.');

function refusalOf(decide: () => void): Refusal | undefined {
  try {
    decide();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** The code and the sentence of a refusal, as an item keeps them: of a wrong field, the field's own. */
export function outcomeOf({ code, message, fields: [first] }: Refusal): { code: string; reason: string } {
  return code === 'validation_failed' && first
    ? { code: first.code, reason: first.message }
    : { code, reason: message };
}
