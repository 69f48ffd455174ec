/** What Stripe paid out to the bank, and the transactions that each payout is made of. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Regular, ErrorCircle16Regular } from '@fluentui/react-icons';
import { Fragment, useState } from 'react';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { amountIn, conversionInWords } from '../../shared/money/amount-in.ts';
import { formatDay, formatInstant } from '../../shared/text/dates.ts';
import type { Payout } from './queries.ts';

type Part = Payout['parts'][number];

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  payout: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
  words: { minWidth: 0 },
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  end: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

function Agrees({ matches }: { matches: boolean }) {
  return matches ? (
    <Badge tone="success" icon={<CheckmarkCircle16Regular />}>
      Matches
    </Badge>
  ) : (
    <Badge tone="danger" icon={<ErrorCircle16Regular />}>
      Differs
    </Badge>
  );
}

function Parts({ payout }: { payout: Payout }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const { currency } = payout;
  const what = (part: Part) => (
    <>
      {part.type.replaceAll('_', ' ')}
      <div className={styles.quiet}>{part.source ?? part.id}</div>
      {part.source_cents !== null && part.source_currency !== null && (
        <div className={styles.quiet}>
          {conversionInWords({
            source_cents: part.source_cents,
            source_currency: part.source_currency,
            settled_cents: part.amount_cents,
            settled_currency: currency,
            exchange_rate: part.exchange_rate,
          })}
        </div>
      )}
      {part.invoice_id && <AppLink to={`/staff/invoices/${part.invoice_id}`}>Invoice</AppLink>}
    </>
  );
  const ours = ({ ours_cents }: Part) => (ours_cents === null ? 'Nothing' : amountIn(ours_cents, currency));
  const columns: Column<Part>[] = [
    { header: 'When', cell: (part) => formatInstant(part.made_at, clinic.time_zone), nowrap: true },
    { header: 'What', cell: what, rowHeader: true },
    { header: 'Ours', cell: ours, end: true },
    { header: 'Stripe’s', cell: (part) => amountIn(part.amount_cents, currency), end: true },
    { header: 'Fee', cell: (part) => amountIn(part.fee_cents, currency), end: true },
    { header: 'Net', cell: (part) => amountIn(part.net_cents, currency), end: true },
    { header: 'Agrees', cell: (part) => <Agrees matches={part.matches} /> },
  ];
  return (
    <DataTable
      caption={`Transactions of the payout ${payout.stripe_payout_id}`}
      columns={columns}
      rows={payout.parts}
      rowKey={(part) => part.id}
      card={(part) => (
        <>
          <div>{what(part)}</div>
          <div>
            Ours {ours(part)}, Stripe’s {amountIn(part.amount_cents, currency)}
          </div>
          <div className={styles.quiet}>
            Fee {amountIn(part.fee_cents, currency)}, net {amountIn(part.net_cents, currency)}
          </div>
          <Agrees matches={part.matches} />
        </>
      )}
    />
  );
}

export function Payouts({ payouts }: { payouts: readonly Payout[] }) {
  const styles = useStyles();
  const [open, setOpen] = useState<string>();
  if (payouts.length === 0) return <EmptyState title="No payouts in these days" />;
  return (
    <ul className={styles.list}>
      {payouts.map((payout) => (
        <Fragment key={payout.id}>
          <li className={styles.payout}>
            <div className={styles.words}>
              <strong>{amountIn(payout.amount_cents, payout.currency)}</strong> arrives{' '}
              {formatDay(payout.arrives_on)}
              <div className={styles.quiet}>
                {payout.stripe_payout_id} · {payout.status}
                {payout.failure_message && ` · ${isolate(payout.failure_message)}`}
              </div>
              {!payout.automatic && (
                <div className={styles.quiet}>
                  Made by hand: Stripe does not say which payments are in it. Its amount is compared by
                  itself.
                </div>
              )}
              {!payout.matches && (
                <div className={styles.quiet}>
                  Its transactions come to {amountIn(payout.parts_cents, payout.currency)}
                </div>
              )}
            </div>
            <div className={styles.end}>
              <Agrees matches={payout.matches} />
              {payout.automatic && (
                <Button
                  size="small"
                  aria-expanded={open === payout.id}
                  onClick={() => setOpen(open === payout.id ? undefined : payout.id)}
                >
                  {payout.parts.length} transactions
                </Button>
              )}
            </div>
          </li>
          {open === payout.id && (
            <li>
              <Parts payout={payout} />
            </li>
          )}
        </Fragment>
      ))}
    </ul>
  );
}
