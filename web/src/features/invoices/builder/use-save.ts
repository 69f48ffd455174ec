/** Saves what was built: as a draft, or on to issuing and sending it. */
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/api.ts';
import { useToasts } from '../../../shared/layout/toasts.tsx';
import { useAction } from '../../../shared/queries/use-action.ts';
import { channelsOf } from '../../../shared/text/reachable.ts';
import { type Invoice, invoiceQuery } from '../queries.ts';
import { INVOICE_CHANGES } from '../use-invoice-action.ts';
import type { DraftInput, DraftStore } from './draft-store.ts';

export type SaveMode = 'draft' | 'issue' | 'issue-and-send';

/** What became of it: `sent` is false when the patient has no address to send it to. */
type Saved = { invoice: Invoice; sent: boolean };

async function issue(invoice: Invoice, mode: SaveMode): Promise<Saved> {
  if (mode === 'draft') return { invoice, sent: false };
  const { id, version, patient_id } = invoice;
  const notify = mode === 'issue' ? [] : channelsOf(await api.patients.get({ id: patient_id })).slice(0, 1);
  return { invoice: await api.invoices.issue({ id, notify }, { version }), sent: notify.length > 0 };
}

const DONE: Record<SaveMode, (saved: Saved) => string> = {
  draft: () => 'The draft was saved',
  issue: ({ invoice }) => `${invoice.invoice_number} was issued`,
  'issue-and-send': ({ invoice, sent }) =>
    sent
      ? `${invoice.invoice_number} was issued and is on its way`
      : `${invoice.invoice_number} was issued, but not sent: the patient has no e-mail or phone`,
};

/** `onSaved` also follows when the draft was saved but could not be issued: it exists then, and says so. */
export function useSave(store: DraftStore, onSaved: (id: string) => void) {
  const cache = useQueryClient();
  const toasts = useToasts();
  return useAction({
    act: async ({ input, mode }: { input: DraftInput; mode: SaveMode }) => {
      const saved = await store.save(input);
      return issue(saved, mode).then(
        (done) => ({ ...done, mode, failure: undefined }),
        (failure: unknown) => ({ invoice: saved, sent: false, mode, failure }),
      );
    },
    changes: INVOICE_CHANGES,
    onDone: ({ invoice, sent, mode, failure }) => {
      if (failure) toasts.error('Saved as a draft, but not issued', failure);
      else toasts.success(DONE[mode]({ invoice, sent }));
      cache.setQueryData(invoiceQuery(invoice.id).queryKey, invoice);
      onSaved(invoice.id);
    },
  });
}
