/** What staff do with a payment plan that stands: agree anew, record the signature, cancel. */

import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { type PaymentPlan, paymentPlans } from '../../../../../functions/contracts/payment-plans.ts';
import { addDays, day } from '../../../../../functions/domain/calendar.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { planApi } from '../../../api/payment-plans.ts';
import { useSignedIn } from '../../../session/current.ts';
import { formProps, useContractForm } from '../../../shared/inputs/contract-form.ts';
import { LinesField, TextField } from '../../../shared/inputs/form-fields.tsx';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import { todayIn } from '../../../shared/text/dates.ts';
import { ScheduleFields } from './ScheduleFields.tsx';
import { newSchedule, optionalAmounts, type ScheduleValues, scheduleInput } from './schedule-form.ts';

export type PlanDialogProps = { plan: PaymentPlan; onClose: () => void };

type ReplanValues = ScheduleValues & { id: string; version: number; reason: string };

export function ReplanDialog({ plan, onClose }: PlanDialogProps) {
  const { clinic } = useSignedIn();
  const { id, version, currency, owed_cents: owed } = plan;
  const first = plan.next?.due_date ?? addDays(day(todayIn(clinic.time_zone)), 30);
  const form = useContractForm(paymentPlans.replan.input, {
    values: { ...newSchedule(first), id, version, reason: '' } as ReplanValues,
    toInput: ({ reason, ...schedule }) => ({ id, version, reason, ...scheduleInput(schedule) }),
    advice: { 'rule.count': 'Enter a number from 1 to 60.' },
    check: ({ down_payment_cents }) => optionalAmounts({ down_payment_cents }, { currency, most: owed }),
  });
  const replan = useMoneyAction({
    act: planApi.paymentPlans.replan,
    done: (changed) => `Payment plan changed: version ${changed.version}`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, replan)}
      title="Change the payment plan"
      action={`Divide ${formatMoney(owed, currency)}`}
      onClose={onClose}
    >
      <p>What was paid stays. The rest is divided anew, and the earlier versions are kept.</p>
      <ScheduleFields control={form.control} values={form.watch()} owedCents={owed} currency={currency} />
      <LinesField
        control={form.control}
        name="reason"
        label="Reason"
        hint="No words about the treatment."
        maxLength={LIMITS.reason}
        required
      />
    </FormDialog>
  );
}

export function SignDialog({ plan, onClose }: PlanDialogProps) {
  const form = useContractForm(paymentPlans.accept.input, {
    values: { id: plan.id, terms_hash: plan.terms_hash, name: '' },
  });
  const accept = useMoneyAction({
    act: planApi.paymentPlans.accept,
    done: () => 'The signature is recorded',
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, accept)}
      title="Record the signed terms"
      action="Record signature"
      onClose={onClose}
    >
      <p>
        <bdi style={{ whiteSpace: 'pre-line' }}>{plan.terms}</bdi>
      </p>
      <TextField
        control={form.control}
        name="name"
        label="Signed by"
        hint="The name as it stands under the terms."
        maxLength={LIMITS.patientName}
        required
      />
    </FormDialog>
  );
}

export function CancelPlanDialog({ plan, onClose }: PlanDialogProps) {
  const form = useContractForm(paymentPlans.cancel.input, { values: { id: plan.id, reason: '' } });
  const cancel = useMoneyAction({
    act: planApi.paymentPlans.cancel,
    done: () => 'The payment plan is canceled',
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, cancel)}
      title="Cancel the payment plan?"
      action="Cancel plan"
      stay="Keep plan"
      danger
      onClose={onClose}
    >
      <p>What was paid stays. The invoices are due as they were before the plan.</p>
      <LinesField
        control={form.control}
        name="reason"
        label="Reason"
        hint="No words about the treatment."
        maxLength={LIMITS.reason}
        required
      />
    </FormDialog>
  );
}
