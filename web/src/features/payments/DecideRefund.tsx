/** Approves or rejects a refund that another member of staff requested. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { refunds } from '../../../../functions/contracts/refunds.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { LinesField } from '../../shared/inputs/form-fields.tsx';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { EFFECT_WORDS, REASON_WORDS } from '../../shared/money/words.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
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
          'Requested',
          `${isolate(refund.requested_by_name ?? 'Unknown')}, ${formatInstant(refund.created_at, clinic.time_zone)}`,
        ],
        ['Reason', REASON_WORDS[refund.reason]],
        ['Effect on the invoice', EFFECT_WORDS[refund.effect].name],
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
      stay="Cancel"
      busy={approve.isPending}
      error={approve.error}
      onSubmit={() => approve.mutate()}
      onClose={onClose}
    >
      <RefundFacts refund={refund} />
      <p>The refund is sent to Stripe right away and cannot be canceled.</p>
      {own && (
        <Notice intent="info">
          You requested this refund yourself. Another admin has to approve it, unless the clinic lets admins
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
  const form = useContractForm(refunds.reject.input, {
    values: { id: refund.id, reason: '' },
    advice: { reason: 'Enter a reason.' },
  });
  const reject = useMoneyAction({
    act: moneyApi.refunds.reject,
    done: () => `The refund of ${amount} was rejected`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, reject)}
      title={`Reject the refund of ${amount}?`}
      action="Reject refund"
      danger
      stay="Cancel"
      onClose={onClose}
    >
      <RefundFacts refund={refund} />
      <LinesField
        control={form.control}
        name="reason"
        label="Reason"
        required
        hint="The one who asked reads it."
        maxLength={LIMITS.reason}
      />
    </FormDialog>
  );
}

export function DecideRefund({ decision, ...props }: DecideProps & { decision: 'approve' | 'reject' }) {
  return decision === 'approve' ? <Approve {...props} /> : <Reject {...props} />;
}
