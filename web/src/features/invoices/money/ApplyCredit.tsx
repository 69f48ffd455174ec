/** Pays an invoice out of the credit that the patient has. */
import { useState } from 'react';
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { moneyApi } from '../../../api/money.ts';
import { AmountField } from '../../../shared/inputs/AmountField.tsx';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import type { AmountValue } from '../../../shared/money/amounts.ts';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';

export function ApplyCredit({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const { currency, balance_cents: owed, patient_credit_cents: creditCents } = invoice;
  const most = Math.min(creditCents, owed);
  const money = (cents: number) => formatMoney(cents, currency);
  const [amount, setAmount] = useState<AmountValue>(most);
  const [tried, setTried] = useState(false);
  const fits = typeof amount === 'number' && amount >= 1 && amount <= most;
  const apply = useMoneyAction({
    act: (amount_cents: number) =>
      moneyApi.credits.apply({ id: invoice.patient_id, invoice_id: invoice.id, amount_cents }),
    done: (use) => `${money(use.amount_cents)} was paid out of the patient’s credit`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Apply credit of ${isolate(invoice.patient_name)}`}
      action={fits ? `Apply ${money(amount)}` : 'Apply credit'}
      busy={apply.isPending}
      error={apply.error}
      onSubmit={() => {
        setTried(true);
        if (fits) apply.mutate(amount);
      }}
      onClose={onClose}
    >
      <p>
        <bdi>{invoice.patient_name}</bdi> has {money(creditCents)} of credit.
      </p>
      <AmountField
        label="Amount"
        value={amount}
        currency={currency}
        most={most}
        tried={tried}
        onChange={setAmount}
      />
      <BalancePreview
        invoice={invoice}
        afterCents={fits ? owed - amount : undefined}
        creditCents={fits ? -amount : undefined}
      />
    </FormDialog>
  );
}
