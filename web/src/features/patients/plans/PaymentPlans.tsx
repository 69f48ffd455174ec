/** The payment plans of a patient, and the way to agree on one. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InvoiceSummary } from '../../../../../functions/contracts/invoices.ts';
import type { PaymentPlan } from '../../../../../functions/contracts/payment-plans.ts';
import { useSignedIn } from '../../../session/current.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../../shared/layout/states.tsx';
import { invoiceListQuery } from '../../../shared/queries/invoices.ts';
import type { Patient } from '../queries.ts';
import { AgreePlan } from './AgreePlan.tsx';
import { PlanCard } from './PlanCard.tsx';
import { patientPlansQuery } from './plan-queries.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingHorizontalXL },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** Open invoices by currency, without those that a plan covers already. */
function withoutPlan(open: readonly InvoiceSummary[], plans: readonly PaymentPlan[]) {
  const covered = new Set(
    plans
      .filter(({ state }) => state !== 'cancelled')
      .flatMap(({ invoices }) => invoices.map(({ id }) => id)),
  );
  return [
    ...Map.groupBy(
      open.filter(({ id }) => !covered.has(id)),
      ({ currency }) => currency,
    ).values(),
  ];
}

export function PaymentPlans({ patient }: { patient: Patient }) {
  const styles = useStyles();
  const plans = useQuery(patientPlansQuery(patient.id));
  const open = useQuery(invoiceListQuery({ patient_id: patient.id, status: 'outstanding', limit: '100' }));
  if (plans.isPending || open.isPending) return <LoadingRows label="Loading the payment plans" />;
  if (plans.isError) return <ErrorState error={plans.error} onRetry={() => void plans.refetch()} />;
  if (open.isError) return <ErrorState error={open.error} onRetry={() => void open.refetch()} />;
  const groups = withoutPlan(open.data.data, plans.data.data);
  return (
    <div className={styles.list}>
      <AgreeButtons patient={patient} groups={groups} />
      {plans.data.data.length === 0 && (
        <EmptyState title="No payment plan">
          {groups.length > 0
            ? 'Divide open invoices into installments with “Agree on a plan”.'
            : 'The patient owes nothing that a plan could divide.'}
        </EmptyState>
      )}
      {plans.data.data.map((plan) => (
        <PlanCard key={plan.id} plan={plan} />
      ))}
    </div>
  );
}

type AgreeButtonsProps = { patient: Patient; groups: readonly InvoiceSummary[][] };

/** A plan is in one currency: a button for each. */
function AgreeButtons({ patient, groups }: AgreeButtonsProps) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [chosen, setChosen] = useState<readonly [InvoiceSummary, ...InvoiceSummary[]]>();
  if (!can('payment_plans.write')) return null;
  return (
    <div className={styles.actions}>
      {groups.map(([first, ...others]) =>
        first === undefined ? null : (
          <Button key={first.currency} appearance="primary" onClick={() => setChosen([first, ...others])}>
            {groups.length > 1 ? `Agree on a plan in ${first.currency.toUpperCase()}` : 'Agree on a plan'}
          </Button>
        ),
      )}
      {chosen && <AgreePlan patient={patient} invoices={chosen} onClose={() => setChosen(undefined)} />}
    </div>
  );
}
