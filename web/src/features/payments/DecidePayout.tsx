/** Approves or rejects a pay-out of credit that another admin requested. */
import { creditPayouts } from '../../../../functions/contracts/credit-payouts.ts';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
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
import { methodName } from '../../shared/money/words.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
import type { CreditPayout } from './queries.ts';

type DecideProps = { payout: CreditPayout; onClose: () => void };

const amountOf = (payout: CreditPayout) => formatMoney(payout.amount_cents, payout.currency);

function PayoutFacts({ payout }: { payout: CreditPayout }) {
  const { clinic } = useSignedIn();
  return (
    <Facts
      pairs
      facts={[
        ['Patient', payout.patient_name],
        ['Amount', amountOf(payout)],
        ['Method', methodName(payout.method)],
        ['Reference', payout.reference],
        [
          'Requested by',
          `${isolate(payout.requested_by_name)}, ${formatInstant(payout.requested_at, clinic.time_zone)}`,
        ],
      ]}
    />
  );
}

function Approve({ payout, onClose }: DecideProps) {
  const { staff } = useSignedIn();
  const amount = amountOf(payout);
  const approve = useMoneyAction({
    act: () => moneyApi.creditPayouts.approve({ id: payout.id }),
    done: () => `The pay-out of ${amount} was approved. Hand it over or transfer it now`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Approve a pay-out of ${amount}?`}
      action={`Approve pay-out of ${amount}`}
      stay="Cancel"
      busy={approve.isPending}
      error={approve.error}
      onSubmit={() => approve.mutate()}
      onClose={onClose}
    >
      <PayoutFacts payout={payout} />
      <p>It is booked as paid from the patient’s credit at once.</p>
      {payout.requested_by === staff.id && (
        <Notice intent="info">You requested this pay-out yourself. Another admin has to approve it.</Notice>
      )}
    </FormDialog>
  );
}

function Reject({ payout, onClose }: DecideProps) {
  const amount = amountOf(payout);
  const form = useContractForm(creditPayouts.reject.input, {
    values: { id: payout.id, reason: '' },
    advice: { reason: 'Enter a reason.' },
  });
  const reject = useMoneyAction({
    act: moneyApi.creditPayouts.reject,
    done: () => `The pay-out of ${amount} was rejected`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, reject)}
      title={`Reject the pay-out of ${amount}?`}
      action="Reject pay-out"
      danger
      stay="Cancel"
      onClose={onClose}
    >
      <PayoutFacts payout={payout} />
      <p>The credit stays with the patient.</p>
      <LinesField
        control={form.control}
        name="reason"
        label="Reason"
        required
        hint="Whoever requested it reads this."
        maxLength={LIMITS.reason}
      />
    </FormDialog>
  );
}

export function DecidePayout({ decision, ...props }: DecideProps & { decision: 'approve' | 'reject' }) {
  return decision === 'approve' ? <Approve {...props} /> : <Reject {...props} />;
}
