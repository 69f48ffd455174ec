/** Replies about jobs. */
import { outcomeOf, type Previewed } from '../../capabilities/jobs/preview.ts';
import type { App } from '../../capabilities/ports.ts';
import type { Job, JobPreviewItem } from '../../contracts/jobs.ts';
import { requireFound } from '../../domain/not-found.ts';

/** How far a job is. Refuses `job_unknown` (404). */
export const readJob = async (app: App, id: string): Promise<Job> =>
  requireFound(await app.db.read.jobs.get(id), 'job');

/** A preview: what is refused first, and what the rest comes to in each currency. */
export function previewReply(previewed: readonly Previewed[]) {
  const ready = previewed.filter(({ refused }) => !refused);
  const refused = previewed.filter((each) => each.refused);
  const totals = new Map<
    NonNullable<JobPreviewItem['currency']>,
    { invoices: number; amount_cents: number }
  >();
  for (const { invoice } of ready) {
    if (invoice.currency === null) continue;
    const sum = totals.get(invoice.currency) ?? { invoices: 0, amount_cents: 0 };
    sum.invoices += 1;
    sum.amount_cents += invoice.total_amount_cents ?? 0;
    totals.set(invoice.currency, sum);
  }
  return {
    items: previewed.length,
    ready: ready.length,
    totals: [...totals].map(([currency, sum]) => ({ currency, ...sum })),
    data: [...refused, ...ready].map(previewItem),
  };
}

const previewItem = ({ invoice, refused }: Previewed): JobPreviewItem => {
  const { archived: _, hasEmail: __, hasPhone: ___, ...about } = invoice;
  return { ...about, ...(refused ? outcomeOf(refused) : { code: null, reason: null }) };
};
