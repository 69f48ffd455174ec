/** What needs a person: late invoices, failed payments and messages, events that fit nothing. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle20Regular, Warning20Regular } from '@fluentui/react-icons';
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

type Kind = [name: keyof Dashboard['attention'], to: string, one: string, many: string];

/** In the order of urgency, each with where it is dealt with. */
const KINDS: readonly Kind[] = [
  ['overdue_invoices', '/staff/invoices?status=overdue', 'invoice is overdue', 'invoices are overdue'],
  [
    'requested_refunds',
    '/staff/payments?tab=approval',
    'refund is pending approval',
    'refunds are pending approval',
  ],
  [
    'requested_credit_payouts',
    '/staff/payments?tab=approval',
    'pay-out of credit is pending approval',
    'pay-outs of credit are pending approval',
  ],
  [
    'requested_credit_notes',
    '/staff/payments?tab=approval',
    'credit note is pending approval',
    'credit notes are pending approval',
  ],
  ['open_disputes', '/staff/payments?tab=disputed', 'dispute needs a response', 'disputes need a response'],
  [
    'money_problems',
    '/staff/attention',
    'refund, payout or payment page failed',
    'refunds, payouts or payment pages failed',
  ],
  ['failed_payments', '/staff/payments?tab=failed', 'payment failed', 'payments failed'],
  [
    'patients_with_credit',
    '/staff/payments?tab=credit',
    'patient has credit to apply or refund',
    'patients have credit to apply or refund',
  ],
  ['quarantined_events', '/staff/reconciliation', 'unmatched Stripe event', 'unmatched Stripe events'],
  [
    'open_breaks',
    '/staff/reconciliation',
    'open reconciliation discrepancy',
    'open reconciliation discrepancies',
  ],
  ['failed_messages', '/staff/messages', 'message did not arrive', 'messages did not arrive'],
  ['unusual_access', '/staff/attention', 'unusual access to records', 'unusual accesses to records'],
  [
    'admin_access',
    '/staff/attention',
    'admin account was recently granted or reset',
    'admin accounts were recently granted or reset',
  ],
  ['stopped_work', '/staff/attention', 'failed job', 'failed jobs'],
];

export function Attention({ attention }: { attention: Dashboard['attention'] }) {
  const styles = useStyles();
  const items = KINDS.filter(([name]) => attention[name] > 0);
  return (
    <Panel title="Needs attention" actions={<AppLink to="/staff/attention">Details</AppLink>}>
      <ul className={styles.list}>
        {items.map(([name, to, one, many]) => (
          <li key={name} className={styles.item}>
            <Warning20Regular className={styles.warning} aria-hidden="true" />
            <AppLink to={to}>{plural(attention[name], one, many)}</AppLink>
          </li>
        ))}
        {items.length === 0 && (
          <li className={styles.item}>
            <CheckmarkCircle20Regular className={styles.good} aria-hidden="true" />
            Nothing needs your attention.
          </li>
        )}
      </ul>
    </Panel>
  );
}
