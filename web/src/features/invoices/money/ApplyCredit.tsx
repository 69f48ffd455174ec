/** Pays an invoice out of the credit that the patient has. */
import { patientCredit } from '../../../../../functions/contracts/patient-credit.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import { moneyApi } from '../../../api/money.ts';
import { type AmountValue, isAmountUpTo } from '../../../shared/money/amounts.ts';
import { formProps, useContractForm } from '../../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { MoneyField } from '../../../shared/inputs/form-fields.tsx';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import type { Invoice } from '../queries.ts';
import { BalancePreview } from './BalancePreview.tsx';

export function ApplyCredit({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const { currency, balance_cents: owed, patient_credit_cents: creditCents } = invoice;
  const most = Math.min(creditCents, owed);
  const money = (cents: number) => formatMoney(cents, currency);
  const form = useContractForm(patientCredit.creditApply.input, {
    values: { id: invoice.patient_id, invoice_id: invoice.id, amount_cents: most as AmountValue },
    amounts: { amount_cents: { currency, most } },
  });
  const apply = useMoneyAction({
    act: moneyApi.patients.creditApply,
    done: (use) => `${money(use.amount_cents)} was paid from the patient’s credit`,
    onDone: onClose,
  });
  const amount = form.watch('amount_cents');
  const fits = isAmountUpTo(amount, most);
  return (
    <FormDialog
      {...formProps(form, apply)}
      title={`Apply credit of ${isolate(invoice.patient_name)}`}
      action={fits ? `Apply ${money(amount)}` : 'Apply credit'}
      onClose={onClose}
    >
      <p>
        <bdi>{invoice.patient_name}</bdi> has {money(creditCents)} of credit.
      </p>
      <MoneyField control={form.control} name="amount_cents" label="Amount" currency={currency} />
      <BalancePreview
        invoice={invoice}
        afterCents={fits ? owed - amount : undefined}
        creditCents={fits ? -amount : undefined}
      />
    </FormDialog>
  );
}
