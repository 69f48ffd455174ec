/** The newest comparisons: who asked, how they ended, and what they found. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Badge, type Tone } from '../../shared/lists/StatusBadge.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { type Run, useRuns } from './queries.ts';
import { foundInWords } from './words.ts';

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
});

const LOOKS: Record<Run['state'], { tone: Tone; word: string }> = {
  waiting: { tone: 'brand', word: 'Waiting' },
  running: { tone: 'brand', word: 'Running' },
  done: { tone: 'success', word: 'Done' },
  failed: { tone: 'danger', word: 'Failed' },
};

export function Runs() {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const runs = useRuns();
  if (runs.isPending) return <LoadingRows rows={3} label="Loading runs" />;
  if (runs.isError) return <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data.data.length === 0) {
    return <EmptyState title="No runs yet">Reconciliation runs automatically every ten minutes.</EmptyState>;
  }
  const when = (run: Run) => formatInstant(run.created_at, clinic.time_zone);
  const asked = (run: Run) => (run.requested_by ? 'A member of staff' : 'Automatic');
  const found = (run: Run) => (run.state === 'done' ? foundInWords(run.found) : '–');
  const state = (run: Run) => (
    <div>
      <Badge tone={LOOKS[run.state].tone}>{LOOKS[run.state].word}</Badge>
      {run.last_error && (
        <div className={styles.quiet}>
          <bdi>{run.last_error}</bdi>
        </div>
      )}
    </div>
  );
  const columns: Column<Run>[] = [
    { header: 'Requested', cell: when, rowHeader: true, nowrap: true },
    { header: 'By', cell: asked },
    { header: 'State', cell: state },
    { header: 'Found', cell: found },
  ];
  return (
    <DataTable
      caption="Runs"
      columns={columns}
      rows={runs.data.data}
      rowKey={(run) => run.id}
      card={(run) => (
        <div className={styles.card}>
          <strong>{when(run)}</strong>
          <span>{asked(run)}</span>
          {state(run)}
          <span>{found(run)}</span>
        </div>
      )}
    />
  );
}
