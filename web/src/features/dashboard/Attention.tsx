/** What needs a person: late invoices, failed payments and messages, events that fit nothing. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle20Regular, Warning20Regular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { AppLink } from '../../shared/layout/links.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import type { Dashboard } from './types.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalM },
  item: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'start' },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
});

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export function Attention({ attention }: { attention: Dashboard['attention'] }) {
  const styles = useStyles();
  const {
    failed_payments,
    failed_messages,
    quarantined_events,
    requested_refunds,
    requested_credit_payouts,
  } = attention;
  const { overdue_invoices, open_disputes, patients_with_credit, open_breaks } = attention;
  const { money_problems, unusual_access, admin_access, stopped_work } = attention;
  const link = (to: string, count: number, one: string, many: string) => ({
    count,
    text: <AppLink to={to}>{plural(count, one, many)}</AppLink>,
  });
  const items: { count: number; text: ReactNode }[] = [
    link('/staff/invoices?status=overdue', overdue_invoices, 'invoice is overdue', 'invoices are overdue'),
    link(
      '/staff/payments?tab=approval',
      requested_refunds,
      'refund waits for approval',
      'refunds wait for approval',
    ),
    link(
      '/staff/payments?tab=approval',
      requested_credit_payouts,
      'pay-out of credit is pending approval',
      'pay-outs of credit are pending approval',
    ),
    link('/staff/payments?tab=disputed', open_disputes, 'dispute wants an answer', 'disputes want an answer'),
    link(
      '/staff/attention',
      money_problems,
      'refund, payout or payment page failed',
      'refunds, payouts or payment pages failed',
    ),
    link('/staff/payments?tab=failed', failed_payments, 'payment failed', 'payments failed'),
    link(
      '/staff/payments?tab=credit',
      patients_with_credit,
      'patient has credit to apply or give back',
      'patients have credit to apply or give back',
    ),
    link(
      '/staff/reconciliation',
      quarantined_events,
      'event of Stripe fits nothing here',
      'events of Stripe fit nothing here',
    ),
    link(
      '/staff/reconciliation',
      open_breaks,
      'difference between Stripe’s books and ours',
      'differences between Stripe’s books and ours',
    ),
    link('/staff/messages', failed_messages, 'message did not arrive', 'messages did not arrive'),
    link('/staff/attention', unusual_access, 'unusual access to records', 'unusual accesses to records'),
    link(
      '/staff/attention',
      admin_access,
      'admin was given access or reset lately',
      'admins were given access or reset lately',
    ),
    link('/staff/attention', stopped_work, 'piece of work has stopped', 'pieces of work have stopped'),
  ].filter(({ count }) => count > 0);
  return (
    <Panel title="Needs attention" actions={<AppLink to="/staff/attention">Details</AppLink>}>
      <ul className={styles.list}>
        {items.map(({ text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed order of kinds
          <li key={index} className={styles.item}>
            <Warning20Regular className={styles.warning} aria-hidden="true" />
            <span>{text}</span>
          </li>
        ))}
        {items.length === 0 && (
          <li className={styles.item}>
            <CheckmarkCircle20Regular className={styles.good} aria-hidden="true" />
            Nothing waits for you.
          </li>
        )}
      </ul>
    </Panel>
  );
}
