/** Stripe's books beside ours: how they agree between two days, each difference, and what can be done about it. */
import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { ArrowSync20Regular, Print20Regular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import * as z from 'zod';
import { day } from '../../../../functions/contracts/fields.ts';
import { addDays } from '../../../../functions/domain/calendar.ts';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { Notice } from '../../shared/layout/Notice.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { DayFilter, Filters } from '../../shared/lists/Filters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant, todayIn } from '../../shared/text/dates.ts';
import { Conversions } from './Conversions.tsx';
import { Days } from './Days.tsx';
import { Discrepancies } from './Discrepancies.tsx';
import { Payouts } from './Payouts.tsx';
import { Quarantined } from './Quarantined.tsx';
import { isUnderWay, RECONCILIATION_CHANGES, type Report, type Run, useReport, useRun } from './queries.ts';
import { Runs } from './Runs.tsx';
import { SummaryFigures } from './SummaryFigures.tsx';

const addressSchema = z.object({ from: day.optional(), to: day.optional(), run: z.uuid().optional() });

/** As many days back as a month has at most, today among them. */
const USUAL_DAYS = 30;

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingHorizontalXL },
  progress: { display: 'grid', gap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

/** The run that was asked for here, while it is under way; says when it is done. */
function useRunHere(id: string | undefined): Run | undefined {
  const cache = useQueryClient();
  const toasts = useToasts();
  const run = useRun(id).data;
  const watched = useRef<string>(undefined);
  useEffect(() => {
    if (!run) return;
    if (isUnderWay(run)) watched.current = run.id;
    else if (watched.current === run.id) {
      watched.current = undefined;
      toasts.success('Reconciliation finished');
      for (const queryKey of RECONCILIATION_CHANGES) void cache.invalidateQueries({ queryKey });
    }
  }, [run, cache, toasts]);
  return run;
}

function Progress({ run }: { run: Run }) {
  const styles = useStyles();
  if (run.state === 'failed') {
    return (
      <Notice intent="error" title="Reconciliation failed">
        <bdi>{run.last_error}</bdi>
      </Notice>
    );
  }
  if (!isUnderWay(run)) return null;
  const step = run.state === 'waiting' ? 'Waiting for its turn…' : 'Reconciling with Stripe…';
  return (
    <div className={styles.progress} role="status">
      <ProgressBar aria-label={step} />
      <span>{step} You can leave this page; the reconciliation continues.</span>
      {run.last_error && (
        <span className={styles.quiet}>
          Tried before: <bdi>{run.last_error}</bdi>
        </span>
      )}
    </div>
  );
}

function Body({ report }: { report: Report }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const { last_run } = report;
  return (
    <>
      <SummaryFigures report={report} />
      <p className={styles.quiet}>
        {last_run
          ? `Last run ${formatInstant(last_run.finished_at ?? last_run.created_at, clinic.time_zone)}${
              last_run.requested_by ? '' : ' automatically'
            }.`
          : 'Not run yet.'}
      </p>
      <Panel title="Discrepancies">
        <Discrepancies discrepancies={report.breaks} />
      </Panel>
      <Quarantined />
      <Panel title="Payouts to the bank">
        <Payouts payouts={report.payouts} />
      </Panel>
      {report.conversions.length > 0 && (
        <Panel title="Currency conversions">
          <Conversions conversions={report.conversions} />
        </Panel>
      )}
      <Panel title="Day by day">
        <Days days={report.days} />
      </Panel>
      <Panel title="Runs">
        <Runs />
      </Panel>
    </>
  );
}

export function ReconciliationPage() {
  const styles = useStyles();
  const { clinic, can } = useSignedIn();
  const [address, change] = useUrlState(addressSchema);
  const today = todayIn(clinic.time_zone);
  const to = address.to ?? today;
  const from = address.from ?? addDays(today, 1 - USUAL_DAYS);
  const report = useReport(from, to);
  const run = useRunHere(address.run);
  const start = useAction({
    act: () => adminApi.reconciliation.run({}),
    changes: [],
    onDone: ({ id }) => change({ run: id }, { replace: true }),
    failed: 'The reconciliation could not be started',
  });
  const busy = start.isPending || isUnderWay(run);
  return (
    <>
      <PageHeader
        title="Reconciliation"
        actions={
          <>
            <Button appearance="subtle" icon={<Print20Regular />} onClick={() => window.print()}>
              Print
            </Button>
            <ListExport
              lists={[
                { label: 'Discrepancies', path: 'reconciliation', filters: { from, to } },
                { label: 'Payouts with their transactions', path: 'payouts', filters: { from, to } },
              ]}
            />
            {can('reconciliation.run') && (
              <Button
                appearance="primary"
                icon={<ArrowSync20Regular />}
                disabledFocusable={busy}
                onClick={() => start.mutate()}
              >
                {busy ? 'Running…' : 'Run now'}
              </Button>
            )}
          </>
        }
      />
      <Filters
        filtered={address.from !== undefined || address.to !== undefined}
        onClear={() => change({ from: undefined, to: undefined })}
      >
        <DayFilter
          label="From"
          value={from}
          onChange={(value) => change({ from: value }, { replace: true })}
        />
        <DayFilter label="To" value={to} onChange={(value) => change({ to: value }, { replace: true })} />
      </Filters>
      <div className={styles.root}>
        {run && <Progress run={run} />}
        {report.isPending && <LoadingRows label="Loading the reconciliation" />}
        {report.isError && <ErrorState error={report.error} onRetry={() => void report.refetch()} />}
        {report.data && !report.isError && <Body report={report.data} />}
      </div>
    </>
  );
}
