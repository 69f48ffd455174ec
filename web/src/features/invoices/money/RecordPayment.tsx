/** Records money that was taken outside Stripe; what is more than the debt becomes the patient's credit. */
import { Input, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { isPayable } from '../../../../../functions/domain/invoice.ts';
import { OFFLINE_METHODS, type OfflineMethod } from '../../../../../functions/domain/offline-payment.ts';
import { moneyApi } from '../../../api/money.ts';
import { useSignedIn } from '../../../session/current.ts';
import { AmountField } from '../../../shared/inputs/AmountField.tsx';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import { problemErrors } from '../../../shared/inputs/form-errors.ts';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import type { AmountValue } from '../../../shared/money/amounts.ts';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import { methodName } from '../../../shared/money/words.ts';
import { todayIn } from '../../../shared/text/dates.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';

const REFERENCES: Record<OfflineMethod, string> = {
  cash: 'Reference',
  cheque: 'Check number',
  bank_transfer: 'Reference of the transfer',
  card_terminal: 'Number on the terminal’s slip',
};

export function RecordPayment({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const { clinic } = useSignedIn();
  const today = todayIn(clinic.time_zone);
  const { currency } = invoice;
  const owed = isPayable(invoice.status) ? invoice.balance_cents : 0;
  const [amount, setAmount] = useState<AmountValue>(owed > 0 ? owed : 'empty');
  const [method, setMethod] = useState<OfflineMethod>('cash');
  const [reference, setReference] = useState('');
  const [day, setDay] = useState<string>(today);
  const [tried, setTried] = useState(false);
  const record = useMoneyAction({
    act: (amount_cents: number) =>
      moneyApi.payments.record({
        id: invoice.id,
        amount_cents,
        method,
        ...(reference.trim() && { reference: reference.trim() }),
        ...(day && day !== today && { received_on: day }),
      }),
    done: (payment) =>
      `${formatMoney(payment.amount_cents, currency)} recorded, receipt ${payment.receipt_number}`,
    onDone: onClose,
  });
  const cents = typeof amount === 'number' && amount > 0 ? amount : undefined;
  const surplus = cents === undefined ? 0 : Math.max(0, cents - owed);
  const refused = problemErrors(record.error);
  return (
    <FormDialog
      title="Record a payment"
      action={cents === undefined ? 'Record payment' : `Record ${formatMoney(cents, currency)}`}
      busy={record.isPending}
      error={refused.has('received_on') ? null : record.error}
      onSubmit={() => {
        setTried(true);
        if (cents !== undefined) record.mutate(cents);
      }}
      onClose={onClose}
    >
      <AmountField label="Amount" value={amount} currency={currency} tried={tried} onChange={setAmount} />
      <FormField label="How it was paid">
        <Select value={method} onChange={(_, { value }) => setMethod(value as OfflineMethod)}>
          {OFFLINE_METHODS.map((known) => (
            <option key={known} value={known}>
              {methodName(known)}
            </option>
          ))}
        </Select>
      </FormField>
      <FormField label={REFERENCES[method]} hint="No words about the treatment.">
        <Input
          value={reference}
          maxLength={LIMITS.reference}
          onChange={(_, { value }) => setReference(value)}
        />
      </FormField>
      <FormField label="Received on" error={refused.get('received_on')}>
        <Input type="date" max={today} value={day} onChange={(_, { value }) => setDay(value)} />
      </FormField>
      <BalancePreview
        invoice={invoice}
        afterCents={cents === undefined ? undefined : Math.max(0, owed - cents)}
        creditCents={surplus}
      />
    </FormDialog>
  );
}
