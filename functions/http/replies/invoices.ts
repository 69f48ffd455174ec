/** One invoice as every endpoint answers it, with the address of the patient's own page. */
import { readArchivedInvoice } from '../../capabilities/archives/read.ts';
import type { DeskReader } from '../../capabilities/ports/desk.ts';
import type { App } from '../../capabilities/ports.ts';
import { dayIn } from '../../domain/calendar.ts';
import { type Currency, onlineProblem } from '../../domain/currency.ts';
import { cents } from '../../domain/money.ts';
import { requireFound } from '../../domain/not-found.ts';
import { type LinkPurpose, linkUrl } from '../../domain/patient-link.ts';
import type { Json } from '../read-at-once.ts';

/** Refuses `invoice_unknown` (404). */
export async function readInvoice(app: App, id: string) {
  const found = requireFound(
    await app.db.read.invoices.get(id, dayIn(app.clinic.timeZone, app.clock.now())),
    'invoice',
  );
  const { link, ...invoice } = found;
  const unpaid = invoice.status === 'draft' ? invoice.total_amount_cents : invoice.balance_cents;
  const archived = invoice.archived_at ? await readArchivedInvoice(app, id) : null;
  return {
    ...invoice,
    items: archived?.items ?? invoice.items,
    archive: archived && { id: archived.id, problem: archived.problem },
    online_payment_problem: onlineProblemOf(unpaid, invoice.currency),
    patient_link: link && patientLink(app, link),
  };
}

/** The same reply in JSON from what the database wrote; undefined when it is archived or not there. */
export async function readInvoiceAtOnce(app: App, by: DeskReader, id: string): Promise<Json | undefined> {
  const found = await app.db.desk.invoice(by, id, dayIn(app.clinic.timeZone, app.clock.now()));
  if (!found) return undefined;
  const { json, version, notes, unpaidCents, currency, link } = found;
  const rest = {
    notes,
    archive: null,
    online_payment_problem: onlineProblemOf(unpaidCents, currency),
    patient_link: link && patientLink(app, link),
  };
  return { json: `${json.slice(0, -1)},${JSON.stringify(rest).slice(1)}`, version };
}

const onlineProblemOf = (unpaid: number, currency: Currency) =>
  unpaid === 0 ? null : onlineProblem(cents(unpaid), currency);

function patientLink(app: App, link: { id: string; purpose: LinkPurpose; expires_at: string }) {
  const { id, purpose, expires_at } = link;
  const token = app.tokens.linkToken({ id, purpose, expiresAt: new Date(expires_at) });
  return { url: linkUrl(app.clinic.webUrl, purpose, token), expires_at };
}
