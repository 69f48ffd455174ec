/** Books a transaction of Stripe's that is about no payment, as a fee or as the owner's money. */
import { Radio, RadioGroup, Textarea } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import type { BookedAs } from '../../../../functions/domain/balance.ts';
import { adminApi } from '../../api/office.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { amountIn } from '../../shared/money/amount-in.ts';
import type { Break } from './queries.ts';

export function BookBreak({ of, onClose }: { of: Break; onClose: () => void }) {
  const cache = useQueryClient();
  const toasts = useToasts();
  const [as, setAs] = useState<BookedAs>();
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const book = useMutation({
    mutationFn: (chosen: BookedAs) =>
      adminApi.reconciliation.book({ id: of.id, as: chosen, note: note.trim() }),
    onSuccess: () => {
      toasts.success('The transaction was booked');
      onClose();
      void cache.invalidateQueries({ queryKey: ['reconciliation'] });
      void cache.invalidateQueries({ queryKey: ['dashboard'] });
    },
  });
  return (
    <FormDialog
      title={`Book ${amountIn(of.stripe_cents ?? 0, of.currency)} of Stripe’s?`}
      action="Book transaction"
      stay="Not now"
      busy={book.isPending}
      error={book.error}
      onSubmit={() => {
        setTried(true);
        if (as && note.trim()) book.mutate(as);
      }}
      onClose={onClose}
    >
      <p>
        <bdi>{of.detail}</bdi>. It is booked on the day Stripe made it, and no invoice changes. This cannot be
        undone here.
      </p>
      <FormField label="Book as" required error={tried && !as ? 'Choose what it is.' : undefined}>
        <RadioGroup value={as ?? ''} onChange={(_, { value }) => setAs(value as BookedAs)}>
          <Radio value="fee" label="A fee of Stripe’s, or tax on one" />
          <Radio
            value="owner_money"
            label="The owner’s money, from or to the bank account (top-up, reserve)"
          />
        </RadioGroup>
      </FormField>
      <FormField label="Note" required error={tried && !note.trim() ? 'Say what it was.' : undefined}>
        <Textarea value={note} maxLength={LIMITS.reason} onChange={(_, { value }) => setNote(value)} />
      </FormField>
    </FormDialog>
  );
}
