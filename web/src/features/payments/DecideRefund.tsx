/** Approves or rejects a refund that another member of staff requested. */
import { Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { Facts } from '../../shared/layout/Facts.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { EFFECT_WORDS, REASON_WORDS } from '../../shared/money/words.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import type { Refund } from './queries.ts';

type DecideProps = { refund: Refund; onClose: () => void };

const amountOf = (refund: Refund) => formatMoney(refund.amount_cents, refund.currency);

/** What the invoice took and has given back, as far as there is something to know before deciding. */
function givenBackFacts({ given_back: given, currency }: Refund): [string, string][] {
  if (!given) return [];
  const facts = [
    ['Taken for this invoice', given.taken_cents],
    ['Refunded already', given.refunded_cents],
    ['Disputed or lost to the bank', given.disputed_cents],
    ['Credit used, paid out or reserved', given.credit_used_cents],
    ['Credit that the patient still has', given.credit_held_cents],
    ['Left to give back', given.left_cents],
  ] as const;
  const always = ['Taken for this invoice', 'Left to give back'];
  return facts
    .filter(([name, cents]) => cents !== 0 || always.includes(name))
    .map(([name, cents]) => [name, formatMoney(cents, currency)]);
}

function RefundFacts({ refund }: { refund: Refund }) {
  const { clinic } = useSignedIn();
  return (
    <Facts
      pairs
      facts={[
        ['Patient', refund.patient_name],
        ['Invoice', refund.invoice_number],
        [
          'Asked for',
          `${isolate(refund.requested_by_name ?? 'Unknown')}, ${formatInstant(refund.created_at, clinic.time_zone)}`,
        ],
        ['Reason', REASON_WORDS[refund.reason]],
        ['What becomes of the debt', EFFECT_WORDS[refund.effect].name],
        ...(refund.note ? [['Note', refund.note] as const] : []),
        ...givenBackFacts(refund),
      ]}
    />
  );
}

function Approve({ refund, onClose }: DecideProps) {
  const { staff } = useSignedIn();
  const amount = amountOf(refund);
  const action = `Approve refund of ${amount}`;
  const approve = useMoneyAction({
    act: () => moneyApi.refunds.approve({ id: refund.id }),
    done: () => `The refund of ${amount} was approved and is being made`,
    onDone: onClose,
  });
  const own = refund.requested_by === staff.id;
  return (
    <FormDialog
      title={`Approve a refund of ${amount}?`}
      action={action}
      stay="Not now"
      busy={approve.isPending}
      error={approve.error}
      onSubmit={() => approve.mutate()}
      onClose={onClose}
    >
      <RefundFacts refund={refund} />
      <p>The money goes back by itself, right away, and cannot be called back.</p>
      {own && (
        <Notice intent="info">
          You asked for this refund yourself. Another admin has to approve it, unless the clinic lets admins
          approve their own.
        </Notice>
      )}
      {refund.not_approvable && (
        <Notice intent="error" title="This refund cannot be approved">
          <bdi>{refund.not_approvable.detail}</bdi>
        </Notice>
      )}
      {refund.warning && (
        <Notice intent="warning">
          <bdi>{refund.warning}</bdi>
        </Notice>
      )}
    </FormDialog>
  );
}

function Reject({ refund, onClose }: DecideProps) {
  const amount = amountOf(refund);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reject = useMoneyAction({
    act: () => moneyApi.refunds.reject({ id: refund.id, reason: reason.trim() }),
    done: () => `The refund of ${amount} was rejected`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Reject the refund of ${amount}?`}
      action="Reject refund"
      stay="Not now"
      busy={reject.isPending}
      error={reject.error}
      onSubmit={() => {
        setTried(true);
        if (reason.trim()) reject.mutate();
      }}
      onClose={onClose}
    >
      <RefundFacts refund={refund} />
      <FormField
        label="Reason"
        required
        hint="The one who asked reads it."
        error={tried && !reason.trim() ? 'Enter a reason.' : undefined}
      >
        <Textarea value={reason} maxLength={LIMITS.reason} onChange={(_, { value }) => setReason(value)} />
      </FormField>
    </FormDialog>
  );
}

export function DecideRefund({ decision, ...props }: DecideProps & { decision: 'approve' | 'reject' }) {
  return decision === 'approve' ? <Approve {...props} /> : <Reject {...props} />;
}
