/** Takes an offline payment back that was recorded by mistake. */
import { Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { moneyApi } from '../../api/money.ts';
import { FormField } from '../inputs/FormField.tsx';
import { FormDialog } from '../layout/FormDialog.tsx';
import { useMoneyAction } from './use-money-action.ts';

type Reversible = { id: string; amount_cents: number; currency: Currency; receipt_number: string | null };

export function ReversePaymentDialog({ payment, onClose }: { payment: Reversible; onClose: () => void }) {
  const amount = formatMoney(payment.amount_cents, payment.currency);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reverse = useMoneyAction({
    act: () => moneyApi.payments.reverse({ payment_id: payment.id, reason: reason.trim() }),
    done: () => `The payment of ${amount} was reversed`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Reverse the payment of ${amount}?`}
      action={`Reverse ${amount}`}
      stay="Keep payment"
      busy={reverse.isPending}
      error={reverse.error}
      onSubmit={() => {
        setTried(true);
        if (reason.trim()) reverse.mutate();
      }}
      onClose={onClose}
    >
      <p>
        The payment {payment.receipt_number} stays in sight as reversed and counts for nothing. What it paid
        is owed again; what of it became credit is taken from the patient’s credit.
      </p>
      <FormField label="Reason" required error={tried && !reason.trim() ? 'Enter a reason.' : undefined}>
        <Textarea value={reason} maxLength={LIMITS.reason} onChange={(_, { value }) => setReason(value)} />
      </FormField>
    </FormDialog>
  );
}
