/** How the system runs, for admins: charts of the period, what waits now, and each operation with its failures. */
import { makeStyles, tokens } from '@fluentui/react-components';
import * as z from 'zod';
import { type Overview, OPERATIONS_PERIODS } from '../../../../functions/contracts/operations.ts';
import { FROM_1024 } from '../../shared/layout/breakpoints.ts';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { ChoiceFilter, Filters } from '../../shared/lists/Filters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { inDuration } from './figures.ts';
import { Channels, Jobs, Machine, Waiting } from './Now.tsx';
import { useOverview } from './queries.ts';
import { SeriesTable } from './SeriesTable.tsx';
import { Sparkline } from './Sparkline.tsx';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingHorizontalXL,
    [FROM_1024]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  },
  wide: { [FROM_1024]: { gridColumn: '1 / -1' } },
  charts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(200px, 100%), 1fr))',
    gap: tokens.spacingHorizontalXL,
  },
});

const addressSchema = z.object({ period: z.enum(OPERATIONS_PERIODS).optional() });
const PERIODS = [
  ['1h', 'Last hour'],
  ['7d', 'Last 7 days'],
] as const;

const whole = (value: number): string => String(value);

function Charts({ steps }: Pick<Overview, 'steps'>) {
  const styles = useStyles();
  const of = <Name extends keyof Overview['steps'][number]>(name: Name) => steps.map((step) => step[name]);
  return (
    <Panel title="Activity" className={styles.wide}>
      <div className={styles.charts}>
        <Sparkline title="Requests" values={of('requests')} inWords={whole} />
        <Sparkline title="Failed requests" values={of('faults')} inWords={whole} />
        <Sparkline
          title="Request duration (95%)"
          values={of('request_p95_milliseconds')}
          inWords={inDuration}
        />
        <Sparkline title="Queue messages" values={of('messages')} inWords={whole} />
        <Sparkline title="Calls to Stripe" values={of('stripe_calls')} inWords={whole} />
        <Sparkline title="Failed calls to Stripe" values={of('stripe_faults')} inWords={whole} />
        <Sparkline
          title="Stripe duration (95%)"
          values={of('stripe_p95_milliseconds')}
          inWords={inDuration}
        />
      </div>
    </Panel>
  );
}

function Measured({ overview }: { overview: Overview }) {
  const styles = useStyles();
  const { readings } = overview;
  return (
    <div className={styles.grid}>
      <Charts steps={overview.steps} />
      <Waiting readings={readings} />
      <Machine readings={readings} />
      <Channels channels={overview.channels} />
      <Jobs readings={readings} />
      <SeriesTable title="Calls to Stripe" what="Call" rows={overview.stripe} />
      <SeriesTable title="Queues" what="Queue" rows={overview.queues} />
      <SeriesTable title="Webhook delay" what="Source" rows={overview.webhooks} />
      <SeriesTable title="Requests" what="Operation" rows={overview.requests} />
    </div>
  );
}

export function OperationsPage() {
  const [{ period }, change] = useUrlState(addressSchema);
  const query = useOverview(period ?? '24h');
  const overview = query.data;
  const isEmpty = overview?.requests.length === 0 && overview.queues.length === 0;
  return (
    <>
      <PageHeader title="Operations" />
      <Filters filtered={period !== undefined} onClear={() => change({ period: undefined })}>
        <ChoiceFilter
          label="Period"
          any="Last 24 hours"
          options={PERIODS}
          value={period === '24h' ? undefined : period}
          onChange={(value) => change({ period: value })}
        />
      </Filters>
      {query.isPending && <LoadingRows label="Loading the measurements" rows={6} />}
      {query.isError && !overview && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {isEmpty && (
        <Panel>
          <EmptyState title="Nothing was measured yet">
            Measurements appear within a minute of use.
          </EmptyState>
        </Panel>
      )}
      {overview && !isEmpty && <Measured overview={overview} />}
    </>
  );
}
