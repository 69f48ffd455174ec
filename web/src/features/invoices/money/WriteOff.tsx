/** Gives up on a debt or a part of it, and takes that back when the patient pays after all. */
import { invoiceCorrections } from '../../../../../functions/contracts/invoice-corrections.ts';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { moneyApi } from '../../../api/money.ts';
import { type AmountValue, isAmountUpTo } from '../../../shared/money/amounts.ts';
import { formProps, useContractForm } from '../../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { LinesField, MoneyField } from '../../../shared/inputs/form-fields.tsx';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';

const ADVICE = { reason: 'Enter a reason.' };

type WriteOffProps = { invoice: Invoice; onClose: () => void };

export function WriteOff({ invoice, onClose }: WriteOffProps) {
  const { currency, balance_cents: owed } = invoice;
  const money = (cents: number) => formatMoney(cents, currency);
  const form = useContractForm(invoiceCorrections.writeOff.input, {
    values: { id: invoice.id, amount_cents: owed as AmountValue, reason: '' },
    amounts: { amount_cents: { currency, most: owed } },
    advice: ADVICE,
  });
  const writeOff = useMoneyAction({
    act: moneyApi.invoices.writeOff,
    done: (done) => `${money(done.amount_cents)} was written off`,
    onDone: onClose,
  });
  const amount = form.watch('amount_cents');
  const fits = isAmountUpTo(amount, owed);
  return (
    <FormDialog
      {...formProps(form, writeOff)}
      title="Write off"
      action={fits ? `Write off ${money(amount)}` : 'Write off'}
      danger
      stay="Keep the debt"
      onClose={onClose}
    >
      <p>The clinic gives up on this money. The service stays charged; the loss has its own account.</p>
      <MoneyField control={form.control} name="amount_cents" label="Amount" currency={currency} />
      <LinesField control={form.control} name="reason" label="Reason" required maxLength={LIMITS.reason} />
      <BalancePreview invoice={invoice} afterCents={fits ? owed - amount : undefined} />
    </FormDialog>
  );
}

export function ReverseWriteOff({ invoice, onClose }: WriteOffProps) {
  const money = (cents: number) => formatMoney(cents, invoice.currency);
  const form = useContractForm(invoiceCorrections.writeOffReverse.input, {
    values: { id: invoice.id, reason: '' },
    advice: ADVICE,
  });
  const reverse = useMoneyAction({
    act: moneyApi.invoices.writeOffReverse,
    done: (done) => `${money(done.amount_cents)} is owed again`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, reverse)}
      title="Reverse the write-off?"
      action="Reverse write-off"
      stay="Keep write-off"
      onClose={onClose}
    >
      <p>
        <bdi>{invoice.patient_name}</bdi> will owe the amount of the newest write-off again. Total written
        off: {money(invoice.payment_summary.written_off_cents)}.
      </p>
      <LinesField control={form.control} name="reason" label="Reason" required maxLength={LIMITS.reason} />
    </FormDialog>
  );
}
