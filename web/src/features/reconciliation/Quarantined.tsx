/** Events of Stripe that fit nothing here: set aside, and tried again when an admin says so. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { amountIn } from '../../shared/money/amount-in.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { RECONCILIATION_CHANGES, type StripeEvent, useQuarantined } from './queries.ts';
import type { Resolution } from './ResolveEvent.tsx';

const ResolveEvent = lazy(async () => ({ default: (await import('./ResolveEvent.tsx')).ResolveEvent }));

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  card: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
});

function Replay({ event }: { event: StripeEvent }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const replay = useAction({
    act: () => adminApi.stripeEvents.replay({ id: event.id }),
    changes: RECONCILIATION_CHANGES,
    done: 'The event is tried again',
    failed: 'The event could not be tried again',
  });
  if (!can('stripe_events.replay')) return <span className={styles.quiet}>An admin can try it again</span>;
  return (
    <Button
      size="small"
      aria-label={`Try ${event.id} again`}
      disabledFocusable={replay.isPending}
      onClick={() => replay.mutate()}
    >
      Try again
    </Button>
  );
}

/** What an admin can do about an event. */
function Actions({ event, onResolve }: { event: StripeEvent; onResolve: (way: Resolution) => void }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  return (
    <div className={styles.actions}>
      <Replay event={event} />
      {can('stripe_events.resolve') && (
        <>
          {event.money?.assignable && (
            <Button
              size="small"
              aria-label={`Assign ${event.id} to an invoice`}
              onClick={() => onResolve('assign')}
            >
              Assign to invoice
            </Button>
          )}
          <Button
            size="small"
            aria-label={`Mark ${event.id} as not ours`}
            onClick={() => onResolve('dismiss')}
          >
            Not ours
          </Button>
        </>
      )}
    </div>
  );
}

const reported = ({ money }: StripeEvent): string =>
  money ? amountIn(money.amount_cents, money.currency) : '—';

export function Quarantined() {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const [resolving, setResolving] = useState<{ event: StripeEvent; way: Resolution }>();
  const events = useQuarantined();
  if (events.data?.data.length === 0) return null;
  const when = (event: StripeEvent) => formatInstant(event.created_at, clinic.time_zone);
  const what = (event: StripeEvent) => (
    <>
      {event.type}
      <div className={styles.quiet}>{event.money?.stripe_id ?? event.id}</div>
    </>
  );
  const why = (event: StripeEvent) => (
    <>
      {(event.reason ?? 'unknown').replaceAll('_', ' ')}
      <div className={styles.quiet}>
        <bdi>{event.next_step}</bdi>
      </div>
    </>
  );
  const actions = (event: StripeEvent) => (
    <Actions event={event} onResolve={(way) => setResolving({ event, way })} />
  );
  const columns: Column<StripeEvent>[] = [
    { header: 'Happened', cell: when, nowrap: true },
    { header: 'Event', cell: what, rowHeader: true },
    { header: 'Amount', cell: reported, end: true, nowrap: true },
    { header: 'Reason', cell: why },
    { header: 'Actions', cell: actions },
  ];
  return (
    <Panel title="Unmatched Stripe events">
      {events.isPending && <LoadingRows rows={1} label="Loading events" />}
      {events.isError && <ErrorState error={events.error} onRetry={() => void events.refetch()} />}
      {events.data && (
        <DataTable
          caption="Unmatched Stripe events"
          columns={columns}
          rows={events.data.data}
          rowKey={(event) => event.id}
          card={(event) => (
            <div className={styles.card}>
              <div>{what(event)}</div>
              <span>{reported(event)}</span>
              <div>{why(event)}</div>
              <span className={styles.quiet}>{when(event)}</span>
              {actions(event)}
            </div>
          )}
        />
      )}
      {resolving && (
        <Suspense>
          <ResolveEvent {...resolving} onClose={() => setResolving(undefined)} />
        </Suspense>
      )}
    </Panel>
  );
}
