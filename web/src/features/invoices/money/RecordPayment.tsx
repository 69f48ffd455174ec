/** Records money that was taken outside Stripe; what is more than the debt becomes the patient's credit. */
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { payments } from '../../../../../functions/contracts/payments.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { isPayable } from '../../../../../functions/domain/invoice.ts';
import { OFFLINE_METHODS, type OfflineMethod } from '../../../../../functions/domain/offline-payment.ts';
import { moneyApi } from '../../../api/money.ts';
import { useSignedIn } from '../../../session/current.ts';
import { formProps, useContractForm } from '../../../shared/inputs/contract-form.ts';
import { MoneyField, SelectField, TextField } from '../../../shared/inputs/form-fields.tsx';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { type AmountValue, isAmountUpTo } from '../../../shared/money/amounts.ts';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import { methodName, REFERENCE_LABELS } from '../../../shared/money/words.ts';
import { todayIn } from '../../../shared/text/dates.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';

export function RecordPayment({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const { clinic } = useSignedIn();
  const today = todayIn(clinic.time_zone);
  const { currency } = invoice;
  const owed = isPayable(invoice.status) ? invoice.balance_cents : 0;
  const form = useContractForm(payments.record.input, {
    values: {
      id: invoice.id,
      amount_cents: (owed > 0 ? owed : 'empty') as AmountValue,
      method: 'cash' as OfflineMethod,
      reference: '',
      received_on: today as string,
    },
    toInput: ({ reference, received_on, ...rest }) => ({
      ...rest,
      ...(reference.trim() && { reference }),
      ...(received_on && received_on !== today && { received_on }),
    }),
    amounts: { amount_cents: { currency } },
  });
  const record = useMoneyAction({
    act: moneyApi.payments.record,
    done: (payment) =>
      `${formatMoney(payment.amount_cents, currency)} recorded, receipt ${payment.receipt_number}`,
    onDone: onClose,
  });
  const [amount, method] = form.watch(['amount_cents', 'method']);
  const cents = isAmountUpTo(amount, LIMITS.amountCents) ? amount : undefined;
  const surplus = cents === undefined ? 0 : Math.max(0, cents - owed);
  return (
    <FormDialog
      {...formProps(form, record)}
      title="Record a payment"
      action={cents === undefined ? 'Record payment' : `Record ${formatMoney(cents, currency)}`}
      onClose={onClose}
    >
      <MoneyField control={form.control} name="amount_cents" label="Amount" currency={currency} />
      <SelectField
        control={form.control}
        name="method"
        label="How it was paid"
        choices={OFFLINE_METHODS.map((value) => ({ value, label: methodName(value) }))}
      />
      <TextField
        control={form.control}
        name="reference"
        label={REFERENCE_LABELS[method]}
        hint="No words about the treatment."
        maxLength={LIMITS.reference}
      />
      <TextField control={form.control} name="received_on" label="Received on" type="date" max={today} />
      <BalancePreview
        invoice={invoice}
        afterCents={cents === undefined ? undefined : Math.max(0, owed - cents)}
        creditCents={surplus}
      />
    </FormDialog>
  );
}
