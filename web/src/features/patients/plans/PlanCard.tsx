/** One payment plan: what it has received, each instalment, its versions, and what can be done with it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import type { PaymentPlan } from '../../../../../functions/contracts/payment-plans.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../../session/current.ts';
import { Facts } from '../../../shared/layout/Facts.tsx';
import { AppLink } from '../../../shared/layout/links.tsx';
import { Notice } from '../../../shared/layout/Notice.tsx';
import { Panel } from '../../../shared/layout/Panel.tsx';
import { type Column, DataTable } from '../../../shared/lists/DataTable.tsx';
import { formatDay, formatInstantDay } from '../../../shared/text/dates.ts';
import { CancelPlanDialog, ReplanDialog, SignDialog } from './PlanDialogs.tsx';
import { CONSEQUENCE_WORDS, INSTALMENT_WORDS, positionName, STATE_WORDS } from './plan-words.ts';

const useStyles = makeStyles({
  parts: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  links: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM },
  card: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
});

type Instalment = PaymentPlan['instalments'][number];

export function PlanCard({ plan }: { plan: PaymentPlan }) {
  const styles = useStyles();
  return (
    <Panel title={`Payment plan · ${STATE_WORDS[plan.state]}`} actions={<Actions plan={plan} />}>
      <div className={styles.parts}>
        <Warnings plan={plan} />
        <Summary plan={plan} />
        <Instalments plan={plan} />
        <Versions plan={plan} />
      </div>
    </Panel>
  );
}

function Warnings({ plan }: { plan: PaymentPlan }) {
  const { state, consequence, late_since: late, unplanned_cents: unplanned, currency } = plan;
  const stands = state === 'active' || state === 'broken';
  if (!stands) return null;
  return (
    <>
      {state === 'broken' && <Notice intent="warning">{CONSEQUENCE_WORDS[consequence ?? 'remind']}</Notice>}
      {state === 'active' && late && (
        <Notice intent="warning">{`The installment of ${formatDay(late)} is late.`}</Notice>
      )}
      {unplanned > 0 && (
        <Notice intent="warning">
          {`${formatMoney(unplanned, currency)} more is owed than planned, because a payment was taken back. Change the plan.`}
        </Notice>
      )}
    </>
  );
}

function Summary({ plan }: { plan: PaymentPlan }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const money = (amount: number) => formatMoney(amount, plan.currency);
  const { next, accepted } = plan;
  const facts: (readonly [string, ReactNode])[] = [
    ['Received of the plan', `${money(plan.received_cents)} of ${money(plan.planned_cents)}`],
    ['Still owed', money(plan.owed_cents)],
    [
      'Next installment',
      next ? `${money(next.amount_cents - next.received_cents)}, due ${formatDay(next.due_date)}` : 'None',
    ],
    [
      'Terms',
      accepted ? `Signed on ${formatInstantDay(accepted.accepted_at, clinic.time_zone)}` : 'Not signed yet',
    ],
    [
      'Invoices',
      <span key="invoices" className={styles.links}>
        {plan.invoices.map(({ id, invoice_number: number, is_fee: isFee }) => (
          <AppLink key={id} to={`/staff/invoices/${id}`}>
            {number}
            {isFee && ' (fee)'}
          </AppLink>
        ))}
      </span>,
    ],
  ];
  return <Facts pairs facts={facts} />;
}

function Instalments({ plan }: { plan: PaymentPlan }) {
  const styles = useStyles();
  const money = (amount: number) => formatMoney(amount, plan.currency);
  const columns: Column<Instalment>[] = [
    { header: 'Installment', cell: ({ position }) => positionName(position), rowHeader: true },
    { header: 'Due', cell: ({ due_date: due }) => formatDay(due), nowrap: true },
    { header: 'State', cell: ({ state }) => INSTALMENT_WORDS[state] },
    { header: 'Amount', cell: ({ amount_cents: amount }) => money(amount), end: true, nowrap: true },
    { header: 'Received', cell: ({ received_cents: got }) => money(got), end: true, nowrap: true },
  ];
  return (
    <DataTable
      caption="Installments"
      columns={columns}
      rows={plan.instalments}
      rowKey={({ position }) => String(position)}
      card={({ position, due_date: due, amount_cents: amount, state }) => (
        <div className={styles.card}>
          <strong>{positionName(position)}</strong>
          <span>{money(amount)}</span>
          <span>{`Due ${formatDay(due)}`}</span>
          <span>{INSTALMENT_WORDS[state]}</span>
        </div>
      )}
    />
  );
}

/** What was agreed before; nothing where the plan was never changed. */
function Versions({ plan }: { plan: PaymentPlan }) {
  const { clinic } = useSignedIn();
  if (plan.versions.length < 2) return null;
  return (
    <details>
      <summary>All versions</summary>
      <ol reversed>
        {plan.versions.map((each) => (
          <li key={each.version}>
            {formatInstantDay(each.started_at, clinic.time_zone)},{' '}
            {formatMoney(each.planned_cents, plan.currency)} in {each.instalments.length} installments, by{' '}
            <bdi>{each.staff_name}</bdi>
            {each.reason && (
              <>
                : <bdi>{each.reason}</bdi>
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

type Opened = 'change' | 'sign' | 'cancel' | undefined;

function Actions({ plan }: { plan: PaymentPlan }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  if (!can('payment_plans.write') || plan.state === 'completed' || plan.state === 'cancelled') return null;
  return (
    <div className={styles.actions}>
      {!plan.accepted && <Button onClick={() => setOpened('sign')}>Record signature</Button>}
      <Button onClick={() => setOpened('change')}>Change plan</Button>
      <Button appearance="subtle" onClick={() => setOpened('cancel')}>
        Cancel plan
      </Button>
      {opened === 'sign' && <SignDialog plan={plan} onClose={close} />}
      {opened === 'change' && <ReplanDialog plan={plan} onClose={close} />}
      {opened === 'cancel' && <CancelPlanDialog plan={plan} onClose={close} />}
    </div>
  );
}
