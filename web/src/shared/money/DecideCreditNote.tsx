/** Approves, rejects or withdraws a credit note that a clerk requested. */
import type { ReactNode } from 'react';
import { creditNoteRequests } from '../../../../functions/contracts/credit-note-requests.ts';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { moneyApi } from '../../api/money.ts';
import { useSignedIn } from '../../session/current.ts';
import { formProps, useContractForm } from '../inputs/contract-form.ts';
import { LinesField } from '../inputs/form-fields.tsx';
import { Facts } from '../layout/Facts.tsx';
import { FormDialog } from '../layout/FormDialog.tsx';
import { formatInstant } from '../text/dates.ts';
import type { CreditNoteRequest, Decision } from './credit-note-requests.ts';
import { useMoneyAction } from './use-money-action.ts';

type DecideProps = { request: CreditNoteRequest; onClose: () => void };

function RequestFacts({ request }: { request: CreditNoteRequest }) {
  const { clinic } = useSignedIn();
  const money = (cents: number) => formatMoney(cents, request.currency);
  const items = request.lines.map(
    ({ description, amount_cents }) => `${isolate(description ?? 'Item')} ${money(amount_cents)}`,
  );
  const facts: [string, ReactNode][] = [
    ['Invoice', request.invoice_number ?? ''],
    ['Patient', request.patient_name],
    ['Amount', money(request.amount_cents)],
    ...(items.length > 0 ? [['Items', items.join(', ')] as [string, ReactNode]] : []),
    ['Reason', request.reason],
    [
      'Requested by',
      `${isolate(request.requested_by_name)}, ${formatInstant(request.requested_at, clinic.time_zone)}`,
    ],
  ];
  return <Facts pairs facts={facts} />;
}

const WORDS = {
  approve: { title: 'Approve', done: 'was approved and issued' },
  withdraw: { title: 'Withdraw', done: 'was withdrawn' },
} as const;

function Confirm({ request, onClose, decision }: DecideProps & { decision: 'approve' | 'withdraw' }) {
  const amount = formatMoney(request.amount_cents, request.currency);
  const { title, done } = WORDS[decision];
  const act = useMoneyAction({
    act: () => moneyApi.creditNoteRequests[decision]({ id: request.id }),
    done: () => `The credit note over ${amount} ${done}`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`${title} the credit note over ${amount}?`}
      action={`${title} credit note`}
      stay="Not now"
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate()}
      onClose={onClose}
    >
      <RequestFacts request={request} />
      {decision === 'approve' && (
        <p>It is issued at once: off the debt first; what was paid already becomes the patient’s credit.</p>
      )}
    </FormDialog>
  );
}

function Reject({ request, onClose }: DecideProps) {
  const amount = formatMoney(request.amount_cents, request.currency);
  const form = useContractForm(creditNoteRequests.reject.input, {
    values: { id: request.id, reason: '' },
    advice: { reason: 'Enter a reason.' },
  });
  const reject = useMoneyAction({
    act: moneyApi.creditNoteRequests.reject,
    done: () => `The credit note over ${amount} was rejected`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, reject)}
      title={`Reject the credit note over ${amount}?`}
      action="Reject credit note"
      stay="Not now"
      onClose={onClose}
    >
      <RequestFacts request={request} />
      <p>The invoice stays as it is.</p>
      <LinesField
        control={form.control}
        name="reason"
        label="Reason for rejecting it"
        required
        hint="Whoever requested it reads this."
        maxLength={LIMITS.reason}
      />
    </FormDialog>
  );
}

export function DecideCreditNote({ decision, ...props }: DecideProps & { decision: Decision }) {
  return decision === 'reject' ? <Reject {...props} /> : <Confirm {...props} decision={decision} />;
}
