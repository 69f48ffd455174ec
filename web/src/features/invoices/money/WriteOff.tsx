/** Gives up on a debt or a part of it, and takes that back when the patient pays after all. */
import { Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { moneyApi } from '../../../api/money.ts';
import { AmountField } from '../../../shared/inputs/AmountField.tsx';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import type { AmountValue } from '../../../shared/money/amounts.ts';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';

type WriteOffProps = { invoice: Invoice; onClose: () => void };

export function WriteOff({ invoice, onClose }: WriteOffProps) {
  const { currency, balance_cents: owed } = invoice;
  const money = (cents: number) => formatMoney(cents, currency);
  const [amount, setAmount] = useState<AmountValue>(owed);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const fits = typeof amount === 'number' && amount >= 1 && amount <= owed;
  const writeOff = useMoneyAction({
    act: (amount_cents: number) =>
      moneyApi.corrections.writeOff({ id: invoice.id, amount_cents, reason: reason.trim() }),
    done: (done) => `${money(done.amount_cents)} was written off`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Write off"
      action={fits ? `Write off ${money(amount)}` : 'Write off'}
      stay="Keep the debt"
      busy={writeOff.isPending}
      error={writeOff.error}
      onSubmit={() => {
        setTried(true);
        if (fits && reason.trim()) writeOff.mutate(amount);
      }}
      onClose={onClose}
    >
      <p>The clinic gives up on this money. The service stays charged; the loss has its own account.</p>
      <AmountField
        label="Amount"
        value={amount}
        currency={currency}
        most={owed}
        tried={tried}
        onChange={setAmount}
      />
      <FormField label="Reason" required error={tried && !reason.trim() ? 'Enter a reason.' : undefined}>
        <Textarea
          value={reason}
          maxLength={LIMITS.reason}
          rows={2}
          onChange={(_, { value }) => setReason(value)}
        />
      </FormField>
      <BalancePreview invoice={invoice} afterCents={fits ? owed - amount : undefined} />
    </FormDialog>
  );
}

export function TakeWriteOffBack({ invoice, onClose }: WriteOffProps) {
  const money = (cents: number) => formatMoney(cents, invoice.currency);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const takeBack = useMoneyAction({
    act: () => moneyApi.corrections.reverseWriteOff({ id: invoice.id, reason: reason.trim() }),
    done: (done) => `${money(done.amount_cents)} is owed again`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Take the write-off back?"
      action="Take write-off back"
      stay="Leave it"
      busy={takeBack.isPending}
      error={takeBack.error}
      onSubmit={() => {
        setTried(true);
        if (reason.trim()) takeBack.mutate();
      }}
      onClose={onClose}
    >
      <p>
        <bdi>{invoice.patient_name}</bdi> owes the newest write-off of this invoice again. Written off in all:{' '}
        {money(invoice.payment_summary.written_off_cents)}.
      </p>
      <FormField label="Reason" required error={tried && !reason.trim() ? 'Enter a reason.' : undefined}>
        <Textarea
          value={reason}
          maxLength={LIMITS.reason}
          rows={2}
          onChange={(_, { value }) => setReason(value)}
        />
      </FormField>
    </FormDialog>
  );
}
