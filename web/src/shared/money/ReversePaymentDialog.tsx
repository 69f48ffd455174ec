/** Takes an offline payment back that was recorded by mistake. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { payments } from '../../../../functions/contracts/payments.ts';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { moneyApi } from '../../api/money.ts';
import { formProps, useContractForm } from '../inputs/contract-form.ts';
import { FormDialog } from '../layout/FormDialog.tsx';
import { LinesField } from '../inputs/form-fields.tsx';
import { useMoneyAction } from './use-money-action.ts';

type Reversible = { id: string; amount_cents: number; currency: Currency; receipt_number: string | null };

export function ReversePaymentDialog({ payment, onClose }: { payment: Reversible; onClose: () => void }) {
  const amount = formatMoney(payment.amount_cents, payment.currency);
  const form = useContractForm(payments.reverse.input, {
    values: { payment_id: payment.id, reason: '' },
    advice: { reason: 'Enter a reason.' },
  });
  const reverse = useMoneyAction({
    act: moneyApi.payments.reverse,
    done: () => `The payment of ${amount} was reversed`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, reverse)}
      title={`Reverse the payment of ${amount}?`}
      action={`Reverse ${amount}`}
      danger
      stay="Keep payment"
      onClose={onClose}
    >
      <p>
        The payment {payment.receipt_number} stays in sight as reversed and counts for nothing. What it paid
        is owed again; what of it became credit is taken from the patient’s credit.
      </p>
      <LinesField control={form.control} name="reason" label="Reason" required maxLength={LIMITS.reason} />
    </FormDialog>
  );
}
