/** Events of Stripe that fit nothing here: set aside, and tried again when an admin says so. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { office } from '../../api/office.ts';
import { useSignedIn } from '../../session/current.ts';
import { type Column, DataTable } from '../../shared/DataTable.tsx';
import { formatInstant } from '../../shared/dates.ts';
import { Panel } from '../../shared/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/states.tsx';
import { useToasts } from '../../shared/toasts.tsx';
import { type StripeEvent, useQuarantined } from './queries.ts';

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
});

function Replay({ event }: { event: StripeEvent }) {
  const styles = useStyles();
  const cache = useQueryClient();
  const toasts = useToasts();
  const { can } = useSignedIn();
  const replay = useMutation({
    mutationFn: () => office.stripeEvents.replay({ id: event.id }),
    onSuccess: () => {
      toasts.success('The event is tried again');
      void cache.invalidateQueries({ queryKey: ['reconciliation'] });
      void cache.invalidateQueries({ queryKey: ['dashboard'] });
    },
    onError: (error) => toasts.error('The event could not be tried again', error),
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

export function Quarantined() {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const events = useQuarantined();
  if (events.data?.data.length === 0) return null;
  const when = (event: StripeEvent) => formatInstant(event.created_at, clinic.time_zone);
  const what = (event: StripeEvent) => (
    <>
      {event.type}
      <div className={styles.quiet}>{event.id}</div>
    </>
  );
  const why = (event: StripeEvent) => (event.reason ?? 'unknown').replaceAll('_', ' ');
  const columns: Column<StripeEvent>[] = [
    { header: 'Happened', cell: when, nowrap: true },
    { header: 'Event', cell: what, rowHeader: true },
    { header: 'Why it was set aside', cell: why },
    { header: 'Again', cell: (event) => <Replay event={event} /> },
  ];
  return (
    <Panel title="Events that fit nothing here">
      {events.isPending && <LoadingRows rows={1} label="Loading events" />}
      {events.isError && <ErrorState error={events.error} onRetry={() => void events.refetch()} />}
      {events.data && (
        <DataTable
          caption="Events that fit nothing here"
          columns={columns}
          rows={events.data.data}
          rowKey={(event) => event.id}
          card={(event) => (
            <div className={styles.card}>
              <div>{what(event)}</div>
              <span>{why(event)}</span>
              <span className={styles.quiet}>{when(event)}</span>
              <Replay event={event} />
            </div>
          )}
        />
      )}
    </Panel>
  );
}
