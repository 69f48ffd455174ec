/** The four figures at the top, each a link to what is behind it. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  Clock24Regular,
  DocumentText24Regular,
  Money24Regular,
  WalletCreditCard24Regular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { FROM_480, FROM_1024 } from '../../shared/layout/breakpoints.ts';
import { todayIn } from '../../shared/text/dates.ts';
import { changeInWords } from './change.ts';
import type { Dashboard } from './types.ts';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gap: tokens.spacingHorizontalL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_480]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    [FROM_1024]: { gridTemplateColumns: 'repeat(4, minmax(0, 1fr))' },
  },
  card: {
    display: 'grid',
    gap: tokens.spacingVerticalXS,
    height: '100%',
    alignContent: 'start',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}`,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow2,
    transitionProperty: 'box-shadow, border-color',
    transitionDuration: tokens.durationSlow,
    ':hover': { boxShadow: tokens.shadow8, border: `1px solid ${tokens.colorBrandStroke1}` },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  head: { display: 'flex', justifyContent: 'space-between', alignItems: 'center' },
  label: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  icon: { color: tokens.colorBrandForeground1, display: 'flex' },
  alarm: { color: tokens.colorStatusDangerForeground1 },
  figure: {
    fontSize: '26px',
    lineHeight: '34px',
    fontWeight: tokens.fontWeightBold,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
  note: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

type KpiProps = { to: string; label: string; figure: string; note: string; icon: ReactNode; alarm?: boolean };

function Kpi({ to, label, figure, note, icon, alarm = false }: KpiProps) {
  const styles = useStyles();
  return (
    <Link to={to} className={styles.card}>
      <span className={styles.head}>
        <span className={styles.label}>{label}</span>
        <span className={mergeClasses(styles.icon, alarm && styles.alarm)} aria-hidden="true">
          {icon}
        </span>
      </span>
      <span className={styles.figure}>{figure}</span>
      <span className={styles.note}>{note}</span>
    </Link>
  );
}

const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;

/** `, and €50.00 in 1 invoice`: what other currencies add, which no sum can hold. */
function inOthers({ currency, currencies }: Dashboard, what: 'outstanding' | 'overdue'): string {
  return currencies
    .filter((other) => other.currency !== currency && other[what].count > 0)
    .map((other) => {
      const { amount_cents, count: invoices } = other[what];
      return `, and ${formatMoney(amount_cents, other.currency)} in ${count(invoices, 'invoice')}`;
    })
    .join('');
}

export function Kpis({ dashboard }: { dashboard: Dashboard }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const { outstanding, overdue, recent_payments } = dashboard;
  const late = dashboard.attention.overdue_invoices;
  const money = (amount: number) => formatMoney(amount, dashboard.currency);
  return (
    <ul className={styles.grid} aria-label="Key figures">
      <li>
        <Kpi
          to="/staff/invoices?status=outstanding"
          label="Outstanding invoices"
          figure={money(outstanding.amount_cents)}
          note={count(outstanding.count, 'invoice') + inOthers(dashboard, 'outstanding')}
          icon={<DocumentText24Regular />}
        />
      </li>
      <li>
        <Kpi
          to="/staff/invoices?status=overdue"
          label="Overdue"
          figure={money(overdue.amount_cents)}
          note={
            late === 0 ? 'Nothing is late' : count(overdue.count, 'invoice') + inOthers(dashboard, 'overdue')
          }
          icon={<Clock24Regular />}
          alarm={late > 0}
        />
      </li>
      <li>
        <Kpi
          to={`/staff/payments?from=${todayIn(clinic.time_zone).slice(0, 7)}-01`}
          label="Collected this month"
          figure={money(dashboard.collected_this_month_cents)}
          note={changeInWords(dashboard.collected_this_month_cents, dashboard.collected_last_month_cents)}
          icon={<Money24Regular />}
        />
      </li>
      <li>
        <Kpi
          to="/staff/payments"
          label="Recent payments"
          figure={money(recent_payments.amount_cents)}
          note={count(recent_payments.count, 'payment')}
          icon={<WalletCreditCard24Regular />}
        />
      </li>
    </ul>
  );
}
