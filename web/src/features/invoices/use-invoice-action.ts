/** Something done to an invoice: shows the new state everywhere at once when it worked. */
import { useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../api/problem.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { type Invoice, invoiceQuery } from './queries.ts';

type InvoiceAction<Input> = {
  act: (input: Input) => Promise<Invoice>;
  /** What is said when it worked. */
  done: (invoice: Invoice) => string;
  onDone?: () => void;
};

/** What shows an invoice beside its own page, which is given the reply. */
export const INVOICE_CHANGES = [KEYS.invoiceLists, KEYS.patients, KEYS.dashboard];

export function useInvoiceAction<Input = void>({ act, done, onDone }: InvoiceAction<Input>) {
  const cache = useQueryClient();
  return useAction({
    act,
    changes: INVOICE_CHANGES,
    done,
    onDone: (invoice) => {
      cache.setQueryData(invoiceQuery(invoice.id).queryKey, invoice);
      onDone?.();
    },
    // A conflict says that the invoice is another by now, such as paid meanwhile: it is shown as it is.
    onFailed: (error) => {
      if (error instanceof Problem && error.status === 409)
        void cache.invalidateQueries({ queryKey: KEYS.invoices });
    },
  });
}
