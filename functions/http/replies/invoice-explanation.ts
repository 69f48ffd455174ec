/** Why an invoice's balance is what it is, for staff and for the patient. */
import { readArchivedInvoice } from '../../capabilities/archives/read.ts';
import type {
  ExplainedBooking,
  ExplainedLine,
  StoredExplanation,
} from '../../capabilities/ports/invoice-explanation.ts';
import type { App } from '../../capabilities/ports.ts';
import type { Explanation, PublicExplanation } from '../../contracts/invoice-explanation.ts';
import { type BalancePart, explainBalance, figuresOf } from '../../domain/balance-explanation.ts';
import { partInWords } from '../../domain/balance-explanation-texts.ts';
import { dayIn } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Language } from '../../domain/messages.ts';
import { requireFound } from '../../domain/not-found.ts';
import { linkIsGone } from './public.ts';

type Part = BalancePart<ExplainedLine, ExplainedBooking>;

/** Refuses `invoice_unknown` (404). */
export async function explanationReply(
  app: App,
  id: string,
  language: Language = 'en',
): Promise<Explanation> {
  const stored = requireFound(await app.db.read.invoiceExplanations.of(id), 'invoice');
  const parts = explainBalance({ ...stored, lines: await linesOf(app, id, stored) });
  const { currency } = stored;
  return {
    currency,
    ...figuresOf(parts),
    parts: parts.map((part) => ({
      ...publicPart(app, part, language, currency),
      occurred_at: part.occurred_at,
      line_id: part.line?.id ?? null,
      transaction_id: part.booking?.transaction_id ?? null,
      entries: part.booking?.entries ?? [],
      payment_id: part.booking?.payment_id ?? null,
      refund_id: part.booking?.refund_id ?? null,
      stripe_ids: part.booking?.stripe_ids ?? [],
      stripe_event_ids: part.booking?.stripe_event_ids ?? [],
    })),
  };
}

/**
 * The same without any id, in the language that the page shows, or else that of the invoice. An archived invoice has no
 * page for its patient.
 */
export async function publicExplanationReply(
  app: App,
  id: string,
  language: Language | undefined,
): Promise<PublicExplanation> {
  const stored = await app.db.read.invoiceExplanations.of(id);
  if (!stored || stored.archived) return linkIsGone();
  const parts = explainBalance(stored);
  const { currency } = stored;
  const shown = language ?? stored.language ?? 'en';
  return {
    currency,
    ...figuresOf(parts),
    parts: parts.map((part) => publicPart(app, part, shown, currency)),
  };
}

/** The lines of an archived invoice come from its bundle; null when it cannot be read. */
async function linesOf(app: App, id: string, stored: StoredExplanation): Promise<ExplainedLine[] | null> {
  if (!stored.archived) return stored.lines;
  const archived = await readArchivedInvoice(app, id);
  return archived === null || archived.problem !== null ? null : archived.items;
}

function publicPart(
  app: App,
  { kind, effect, occurred_at, amount_cents, line, booking }: Part,
  language: Language,
  currency: Currency,
): PublicExplanation['parts'][number] {
  const on = dayIn(app.clinic.timeZone, new Date(occurred_at));
  const reference = booking?.reference ?? null;
  const method = booking?.method ?? null;
  const sentence = partInWords({ kind, on, line, method, reference }, language, currency);
  return { kind, effect, on, amount_cents, reference, sentence };
}
