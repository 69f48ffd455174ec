/** Something done to an invoice: shows the new state everywhere at once when it worked. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../api/problem.ts';
import { useToasts } from '../../shared/layout/toasts.tsx';
import type { Invoice } from './queries.ts';

type InvoiceAction<Input> = {
  act: (input: Input) => Promise<Invoice>;
  /** What is said when it worked. */
  done: (invoice: Invoice) => string;
  onDone?: () => void;
};

export function useInvoiceAction<Input = void>({ act, done, onDone }: InvoiceAction<Input>) {
  const cache = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: act,
    onSuccess: (invoice) => {
      cache.setQueryData(['invoices', 'one', invoice.id], invoice);
      for (const queryKey of [['invoices', 'list'], ['patients'], ['dashboard']]) {
        void cache.invalidateQueries({ queryKey });
      }
      toasts.success(done(invoice));
      onDone?.();
    },
    // A conflict says that the invoice is another by now, such as paid meanwhile: it is shown as it is.
    onError: (error) => {
      if (error instanceof Problem && error.status === 409)
        void cache.invalidateQueries({ queryKey: ['invoices'] });
    },
  });
}
