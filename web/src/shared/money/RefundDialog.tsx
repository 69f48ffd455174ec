/** Asks for a refund of a payment: how much, why, and what becomes of the debt. An admin approves it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { paymentRefund } from '../../../../functions/contracts/refunds.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import {
  REFUND_EFFECTS,
  REFUND_REASONS,
  type RefundEffect,
  type RefundReason,
  refundWarning,
} from '../../../../functions/domain/refund.ts';
import { moneyApi } from '../../api/money.ts';
import { amountMistake } from './amount-words.ts';
import { type AmountValue, isAmountUpTo } from './amounts.ts';
import { formProps, useContractForm } from '../inputs/contract-form.ts';
import { FormDialog } from '../layout/FormDialog.tsx';
import { LinesField, MoneyField, SelectField } from '../inputs/form-fields.tsx';
import { LoadingDialog } from '../layout/LoadingDialog.tsx';
import { Notice } from '../layout/Notice.tsx';
import { RadioField } from '../inputs/RadioField.tsx';
import { type PaymentDetail, usePayment } from './queries.ts';
import { useMoneyAction } from './use-money-action.ts';
import { EFFECT_WORDS, REASON_WORDS } from './words.ts';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

type RefundDialogProps = { paymentId: string; onClose: () => void };

/** What can be refunded is asked first. */
export function RefundDialog({ paymentId, onClose }: RefundDialogProps) {
  const payment = usePayment(paymentId);
  // The form keeps what it began with: a lost answer may have changed the payment meanwhile.
  const [begun, setBegun] = useState<PaymentDetail>();
  if (begun) return <RefundForm payment={begun} onClose={onClose} />;
  if (payment.data && !payment.data.not_refundable) setBegun(payment.data);
  return (
    <LoadingDialog title="Refund" query={payment} loading="Loading the payment" onClose={onClose}>
      {payment.data?.not_refundable && (
        <Notice intent="info" title="This payment cannot be refunded">
          <bdi>{payment.data.not_refundable.detail}</bdi>
        </Notice>
      )}
    </LoadingDialog>
  );
}

type RefundValues = {
  payment_id: string;
  /** Only of the form: all that is left, or the amount. */
  part: 'all' | 'part';
  amount_cents: AmountValue;
  reason: RefundReason | '';
  note: string;
  effect: RefundEffect;
};

/** A reason that is none of the known ones has to be written down. */
const noteMissing = ({ reason, note }: RefundValues) =>
  new Map(reason === 'other' && !note.trim() ? [['note', 'Say what the reason is.']] : []);

function useRefundForm({ id, currency, refundable_cents: most }: PaymentDetail) {
  const values: RefundValues = {
    payment_id: id,
    part: 'all',
    amount_cents: 'empty',
    reason: '',
    note: '',
    effect: 'credit',
  };
  return useContractForm(paymentRefund.refund.input, {
    values,
    toInput: ({ part, amount_cents, note, ...rest }: RefundValues) => ({
      ...rest,
      amount_cents: part === 'all' ? most : amount_cents,
      note: note.trim() || null,
    }),
    check: (given: RefundValues) => {
      const mistake = amountMistake(given.part === 'all' ? most : given.amount_cents, { currency, most });
      return new Map([...(mistake ? [['amount_cents', mistake] as const] : []), ...noteMissing(given)]);
    },
    advice: { reason: 'Choose a reason.' },
  });
}

const EFFECTS = REFUND_EFFECTS.map((value) => ({ value, label: <Effect effect={value} /> }));

function Effect({ effect }: { effect: RefundEffect }) {
  const styles = useStyles();
  return (
    <>
      {EFFECT_WORDS[effect].name}
      <div className={styles.quiet}>{EFFECT_WORDS[effect].meaning}</div>
    </>
  );
}

type HowMuchProps = {
  control: ReturnType<typeof useRefundForm>['control'];
  payment: PaymentDetail;
  part: RefundValues['part'];
};

function HowMuch({ control, payment, part }: HowMuchProps) {
  const { currency, refundable_cents: most, amount_cents: paid } = payment;
  const money = (cents: number) => formatMoney(cents, currency);
  const all =
    most === paid ? `All of it: ${money(most)}` : `All that is left: ${money(most)} of ${money(paid)}`;
  return (
    <>
      <RadioField
        control={control}
        name="part"
        label="How much"
        choices={[
          { value: 'all', label: all },
          { value: 'part', label: 'A part of it' },
        ]}
      />
      {part === 'part' && (
        <MoneyField
          control={control}
          name="amount_cents"
          label="Amount"
          hint={`At most ${money(most)}.`}
          currency={currency}
        />
      )}
    </>
  );
}

function RefundForm({ payment, onClose }: { payment: PaymentDetail; onClose: () => void }) {
  const styles = useStyles();
  const { currency, refundable_cents: most } = payment;
  const money = (cents: number) => formatMoney(cents, currency);
  const form = useRefundForm(payment);
  const { control } = form;
  const request = useMoneyAction({
    act: moneyApi.payments.refund,
    done: (refund) => `A refund of ${money(refund.amount_cents)} is pending approval`,
    onDone: onClose,
  });
  const [part, amount, reason] = form.watch(['part', 'amount_cents', 'reason']);
  const asked = part === 'all' ? most : amount;
  const warning = reason === '' ? null : refundWarning(reason);
  return (
    <FormDialog
      {...formProps(form, request)}
      title={`Refund to ${isolate(payment.patient_name)}`}
      action={isAmountUpTo(asked, most) ? `Request a refund of ${money(asked)}` : 'Request a refund'}
      onClose={onClose}
    >
      <HowMuch control={control} payment={payment} part={part} />
      <SelectField
        control={control}
        name="reason"
        label="Reason"
        required
        prompt="Choose a reason"
        choices={REFUND_REASONS.map((value) => ({ value, label: REASON_WORDS[value] }))}
      />
      {warning && (
        <Notice intent="warning">
          <bdi>{warning}</bdi>
        </Notice>
      )}
      <LinesField
        control={control}
        name="note"
        label="Note"
        required={reason === 'other'}
        maxLength={LIMITS.refundNote}
      />
      <RadioField control={control} name="effect" label="Effect on the invoice" choices={EFFECTS} />
      <p className={styles.quiet}>
        An admin other than you approves it. After that the money reaches the card in 5 to 10 days.
      </p>
    </FormDialog>
  );
}
