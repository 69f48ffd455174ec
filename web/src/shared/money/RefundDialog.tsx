/** Asks for a refund of a payment: how much, why, and what becomes of the debt. An admin approves it. */
import { makeStyles, Radio, RadioGroup, Select, Textarea, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import {
  REFUND_EFFECTS,
  REFUND_REASONS,
  type RefundEffect,
  type RefundReason,
  refundWarning,
} from '../../../../functions/domain/refund.ts';
import { moneyApi } from '../../api/money.ts';
import { AmountField } from '../inputs/AmountField.tsx';
import { FormField } from '../inputs/FormField.tsx';
import { ActionDialog } from '../layout/ActionDialog.tsx';
import { FormDialog } from '../layout/FormDialog.tsx';
import { Notice } from '../layout/Notice.tsx';
import { ErrorState, LoadingRows } from '../layout/states.tsx';
import type { AmountValue } from './amounts.ts';
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
    <ActionDialog
      open
      title="Refund"
      action="Close"
      stay="Back"
      busy={false}
      error={null}
      onAct={onClose}
      onClose={onClose}
    >
      {payment.isPending && <LoadingRows rows={2} label="Loading the payment" />}
      {payment.isError && <ErrorState error={payment.error} onRetry={() => void payment.refetch()} />}
      {payment.data?.not_refundable && (
        <Notice intent="info" title="This payment cannot be refunded">
          <bdi>{payment.data.not_refundable.detail}</bdi>
        </Notice>
      )}
    </ActionDialog>
  );
}

type Mistakes = { reason?: string | undefined; note?: string | undefined };

function RefundForm({ payment, onClose }: { payment: PaymentDetail; onClose: () => void }) {
  const styles = useStyles();
  const { currency, refundable_cents: most } = payment;
  const money = (cents: number) => formatMoney(cents, currency);
  const [part, setPart] = useState(false);
  const [amount, setAmount] = useState<AmountValue>('empty');
  const [reason, setReason] = useState<RefundReason | ''>('');
  const [note, setNote] = useState('');
  const [effect, setEffect] = useState<RefundEffect>('credit');
  const [tried, setTried] = useState(false);

  const requested = part ? amount : most;
  const fits = typeof requested === 'number' && requested >= 1 && requested <= most;
  const mistakes: Mistakes = {
    reason: reason === '' ? 'Choose a reason.' : undefined,
    note: reason === 'other' && !note.trim() ? 'Say what the reason is.' : undefined,
  };
  const wrong = !fits || Object.values(mistakes).some(Boolean);
  const ask = useMoneyAction({
    act: () => {
      if (reason === '' || !fits) throw new Error('The form is not complete.');
      return moneyApi.refunds.request({
        payment_id: payment.id,
        amount_cents: requested,
        reason,
        note: note.trim() || null,
        effect,
      });
    },
    done: (refund) => `A refund of ${money(refund.amount_cents)} waits for approval`,
    onDone: onClose,
  });
  const warning = reason === '' ? null : refundWarning(reason);
  const shown = (mistake: string | undefined) => (tried ? mistake : undefined);
  return (
    <FormDialog
      title={`Refund to ${isolate(payment.patient_name)}`}
      action={fits ? `Ask for a refund of ${money(requested)}` : 'Ask for a refund'}
      busy={ask.isPending}
      error={ask.error}
      onSubmit={() => {
        setTried(true);
        if (!wrong) ask.mutate();
      }}
      onClose={onClose}
    >
      <FormField label="How much">
        <RadioGroup value={part ? 'part' : 'all'} onChange={(_, { value }) => setPart(value === 'part')}>
          <Radio
            value="all"
            label={
              most === payment.amount_cents
                ? `All of it: ${money(most)}`
                : `All that is left: ${money(most)} of ${money(payment.amount_cents)}`
            }
          />
          <Radio value="part" label="A part of it" />
        </RadioGroup>
      </FormField>
      {part && (
        <AmountField
          label="Amount"
          hint={`At most ${money(most)}.`}
          value={amount}
          currency={currency}
          most={most}
          tried={tried}
          onChange={setAmount}
        />
      )}
      <FormField label="Reason" required error={shown(mistakes.reason)}>
        <Select value={reason} onChange={(_, { value }) => setReason(value as RefundReason | '')}>
          <option value="" disabled>
            Choose a reason
          </option>
          {REFUND_REASONS.map((known) => (
            <option key={known} value={known}>
              {REASON_WORDS[known]}
            </option>
          ))}
        </Select>
      </FormField>
      {warning && (
        <Notice intent="warning">
          <bdi>{warning}</bdi>
        </Notice>
      )}
      <FormField label="Note" required={reason === 'other'} error={shown(mistakes.note)}>
        <Textarea
          value={note}
          maxLength={LIMITS.refundNote}
          rows={2}
          onChange={(_, { value }) => setNote(value)}
        />
      </FormField>
      <FormField label="What becomes of the debt">
        <RadioGroup value={effect} onChange={(_, { value }) => setEffect(value as RefundEffect)}>
          {REFUND_EFFECTS.map((known) => (
            <Radio
              key={known}
              value={known}
              label={
                <>
                  {EFFECT_WORDS[known].name}
                  <div className={styles.quiet}>{EFFECT_WORDS[known].meaning}</div>
                </>
              }
            />
          ))}
        </RadioGroup>
      </FormField>
      <p className={styles.quiet}>
        An admin other than you approves it. After that the money reaches the card in 5 to 10 days.
      </p>
    </FormDialog>
  );
}
