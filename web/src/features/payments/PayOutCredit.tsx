/** Pays a patient's credit out, outside Stripe. */
import { Input, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { OFFLINE_METHODS, type OfflineMethod } from '../../../../functions/domain/offline-payment.ts';
import { moneyApi } from '../../api/money.ts';
import { AmountField } from '../../shared/inputs/AmountField.tsx';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import type { AmountValue } from '../../shared/money/amounts.ts';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { methodName } from '../../shared/money/words.ts';
import type { PatientCredit } from './queries.ts';

export function PayOutCredit({ credit, onClose }: { credit: PatientCredit; onClose: () => void }) {
  const { currency } = credit;
  const most = credit.credit_cents - credit.reserved_cents;
  const money = (cents: number) => formatMoney(cents, currency);
  const [amount, setAmount] = useState<AmountValue>(most);
  const [method, setMethod] = useState<OfflineMethod>('bank_transfer');
  const [reference, setReference] = useState('');
  const [tried, setTried] = useState(false);
  const fits = typeof amount === 'number' && amount >= 1 && amount <= most;
  const payOut = useMoneyAction({
    act: (amount_cents: number) =>
      moneyApi.credits.payOut({
        id: credit.patient_id,
        amount_cents,
        currency,
        method,
        reference: reference.trim(),
      }),
    done: ({ amount_cents, status }) =>
      status === 'requested'
        ? `The pay-out of ${money(amount_cents)} is pending. Another admin has to approve it before you hand it over`
        : `${money(amount_cents)} was paid out to ${isolate(credit.patient_name)}`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Pay credit out to ${isolate(credit.patient_name)}`}
      action={fits ? `Pay out ${money(amount)}` : 'Pay out'}
      busy={payOut.isPending}
      error={payOut.error}
      onSubmit={() => {
        setTried(true);
        if (fits && reference.trim()) payOut.mutate(amount);
      }}
      onClose={onClose}
    >
      <p>
        Write down here what you hand over or transfer yourself. Money that was paid by card is better
        refunded from its payment. Above the clinic’s limit, another admin has to approve the pay-out first.
      </p>
      <AmountField
        label="Amount"
        hint={`At most ${money(most)}.`}
        value={amount}
        currency={currency}
        most={most}
        tried={tried}
        onChange={setAmount}
      />
      <FormField label="How it is paid out">
        <Select value={method} onChange={(_, { value }) => setMethod(value as OfflineMethod)}>
          {OFFLINE_METHODS.map((known) => (
            <option key={known} value={known}>
              {methodName(known)}
            </option>
          ))}
        </Select>
      </FormField>
      <FormField
        label="Reference"
        required
        error={tried && !reference.trim() ? 'Enter a reference.' : undefined}
      >
        <Input
          value={reference}
          maxLength={LIMITS.reference}
          onChange={(_, { value }) => setReference(value)}
        />
      </FormField>
    </FormDialog>
  );
}
