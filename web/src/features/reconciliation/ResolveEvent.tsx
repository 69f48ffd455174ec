/** Resolves a quarantined event: its money goes to an invoice, or it is marked as not ours. */
import { Input, Textarea } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { adminApi } from '../../api/office.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import type { StripeEvent } from './queries.ts';

export type Resolution = 'assign' | 'dismiss';
type ResolveProps = { event: StripeEvent; way: Resolution; onClose: () => void };

const WORDS = {
  assign: {
    title: 'Assign this payment to an invoice?',
    action: 'Assign payment',
    done: 'The payment was assigned',
    text: 'The amount that Stripe holds now is booked on the invoice. What is more than its balance becomes the patient’s credit.',
    field: 'Invoice number',
    missing: 'Enter the number of the invoice.',
  },
  dismiss: {
    title: 'Mark this event as not ours?',
    action: 'Mark as not ours',
    done: 'The event was marked as not ours',
    text: 'Nothing is booked. The event stays stored with your note, and is not tried again.',
    field: 'Note',
    missing: 'Say why it is not ours.',
  },
} as const;

export function ResolveEvent({ event, way, onClose }: ResolveProps) {
  const cache = useQueryClient();
  const toasts = useToasts();
  const [value, setValue] = useState('');
  const [tried, setTried] = useState(false);
  const words = WORDS[way];
  const given = value.trim();
  const resolve = useMutation({
    mutationFn: () =>
      way === 'assign'
        ? adminApi.stripeEvents.assign({ id: event.id, invoice_number: given })
        : adminApi.stripeEvents.dismiss({ id: event.id, note: given }),
    onSuccess: () => {
      toasts.success(words.done);
      onClose();
      for (const key of ['reconciliation', 'dashboard', 'work', 'invoices', 'payments'])
        void cache.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <FormDialog
      title={words.title}
      action={words.action}
      stay="Not now"
      busy={resolve.isPending}
      error={resolve.error}
      onSubmit={() => {
        setTried(true);
        if (given) resolve.mutate();
      }}
      onClose={onClose}
    >
      <p>{words.text}</p>
      <FormField label={words.field} required error={tried && !given ? words.missing : undefined}>
        {way === 'assign' ? (
          <Input
            value={value}
            maxLength={LIMITS.invoiceNumber}
            onChange={(_, data) => setValue(data.value)}
          />
        ) : (
          <Textarea value={value} maxLength={LIMITS.eventNote} onChange={(_, data) => setValue(data.value)} />
        )}
      </FormField>
    </FormDialog>
  );
}
