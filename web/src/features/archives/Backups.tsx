/** The nightly backups: whether there is a good one, how old it is, and where they lie. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { Ago } from '../../shared/text/Ago.tsx';
import { formatBytes } from '../../shared/text/bytes.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { useBackups } from './queries.ts';

type BackupState = NonNullable<ReturnType<typeof useBackups>['data']>;
type Backup = BackupState['data'][number];

const STATES = {
  verified: { tone: 'success', text: 'Verified' },
  unverified: { tone: 'danger', text: 'Not verified' },
  unfinished: { tone: 'warning', text: 'Not finished' },
} as const;

const useStyles = makeStyles({
  stack: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  between: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalS,
  },
});

export function Backups() {
  const styles = useStyles();
  const backups = useBackups();
  const { data: state } = backups;
  const good = state?.data.find(({ whole }) => whole);
  const facts: [string, ReactNode][] = good
    ? [
        ['Last verified backup', <Ago key="made" at={good.made_at} />],
        ['Size', formatBytes(good.bytes)],
        ['Kept', 'The last 7 days, 5 weeks and 12 months'],
        ['Where', state?.apart ? 'In a storage of their own' : 'In the same storage as the archive'],
      ]
    : [];
  return (
    <Panel title="Backups">
      {backups.isPending && <LoadingRows rows={3} label="Loading backups" />}
      {backups.isError && !state && (
        <ErrorState error={backups.error} onRetry={() => void backups.refetch()} />
      )}
      {state && (
        <div className={styles.stack}>
          <Warnings state={state} good={good !== undefined} />
          {facts.length > 0 && <Facts pairs facts={facts} />}
          {state.data.length > 0 && <BackupTable backups={state.data} />}
        </div>
      )}
    </Panel>
  );
}

/** What is wrong with the backups, and what to do about it. `good` is whether any of them was verified. */
function Warnings({ state, good }: { state: BackupState; good: boolean }) {
  return (
    <>
      {state.overdue && good && (
        <Notice intent="warning" title="The last verified backup is older than two days">
          The alerts say whether the timer <code>backups-make</code> fails.
        </Notice>
      )}
      {state.data[0]?.state === 'unverified' && (
        <Notice intent="error" title="The newest backup is not verified">
          Do not rely on it. The alerts say why; <code>npm run backup:verify</code> shows each difference.
        </Notice>
      )}
      {!good && (
        <EmptyState title="There is no verified backup yet">
          One is made every night. <code>npm run backup</code> makes one now.
        </EmptyState>
      )}
      {good && !state.apart && (
        <Notice intent="info">
          If this storage is lost, they are lost with it. Name another one in the setting{' '}
          <code>BACKUP_STORAGE</code>.
        </Notice>
      )}
    </>
  );
}

function BackupTable({ backups }: { backups: readonly Backup[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const made = (backup: Backup) => formatInstant(backup.made_at, clinic.time_zone);
  const badge = ({ state }: Backup) => <Badge tone={STATES[state].tone}>{STATES[state].text}</Badge>;
  const columns: Column<Backup>[] = [
    { header: 'Made', cell: made, rowHeader: true, nowrap: true },
    { header: 'State', cell: badge },
    { header: 'Name', cell: (backup) => backup.name },
    { header: 'Size', cell: (backup) => formatBytes(backup.bytes), end: true },
  ];
  return (
    <DataTable
      caption="Backups"
      columns={columns}
      rows={backups}
      rowKey={(backup) => backup.name}
      card={(backup) => (
        <div className={styles.between}>
          <span>{made(backup)}</span>
          <span>{formatBytes(backup.bytes)}</span>
          {badge(backup)}
        </div>
      )}
    />
  );
}
