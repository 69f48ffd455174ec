/** Pays a patient's credit out, outside Stripe. */
import { patientCredit } from '../../../../functions/contracts/patient-credit.ts';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { OFFLINE_METHODS, type OfflineMethod } from '../../../../functions/domain/offline-payment.ts';
import { moneyApi } from '../../api/money.ts';
import { type AmountValue, isAmountUpTo } from '../../shared/money/amounts.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { MoneyField, SelectField, TextField } from '../../shared/inputs/form-fields.tsx';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { methodName } from '../../shared/money/words.ts';
import type { PatientCredit } from './queries.ts';

export function PayOutCredit({ credit, onClose }: { credit: PatientCredit; onClose: () => void }) {
  const { currency } = credit;
  const most = credit.credit_cents - credit.reserved_cents;
  const money = (cents: number) => formatMoney(cents, currency);
  const form = useContractForm(patientCredit.creditRefundOffline.input, {
    values: {
      id: credit.patient_id,
      amount_cents: most as AmountValue,
      currency,
      method: 'bank_transfer' as OfflineMethod,
      reference: '',
    },
    amounts: { amount_cents: { currency, most } },
    advice: { reference: 'Enter a reference.' },
  });
  const payOut = useMoneyAction({
    act: moneyApi.patients.creditRefundOffline,
    done: ({ amount_cents, status }) =>
      status === 'requested'
        ? `The pay-out of ${money(amount_cents)} is pending. Another admin has to approve it before you hand it over`
        : `${money(amount_cents)} was paid out to ${isolate(credit.patient_name)}`,
    onDone: onClose,
  });
  const amount = form.watch('amount_cents');
  return (
    <FormDialog
      {...formProps(form, payOut)}
      title={`Pay credit out to ${isolate(credit.patient_name)}`}
      action={isAmountUpTo(amount, most) ? `Pay out ${money(amount)}` : 'Pay out'}
      onClose={onClose}
    >
      <p>
        Write down here what you hand over or transfer yourself. Money that was paid by card is better
        refunded from its payment. Above the clinic’s limit, another admin has to approve the pay-out first.
      </p>
      <MoneyField
        control={form.control}
        name="amount_cents"
        label="Amount"
        hint={`At most ${money(most)}.`}
        currency={currency}
      />
      <SelectField
        control={form.control}
        name="method"
        label="How it is paid out"
        choices={OFFLINE_METHODS.map((value) => ({ value, label: methodName(value) }))}
      />
      <TextField
        control={form.control}
        name="reference"
        label="Reference"
        required
        maxLength={LIMITS.reference}
      />
    </FormDialog>
  );
}
