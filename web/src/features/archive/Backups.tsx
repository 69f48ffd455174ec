/** The nightly backups: whether there is a good one, how old it is, and where they lie. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { formatBytes } from '../../shared/bytes.ts';
import { type Column, DataTable } from '../../shared/DataTable.tsx';
import { formatInstant } from '../../shared/dates.ts';
import { Facts } from '../../shared/Facts.tsx';
import { Notice } from '../../shared/Notice.tsx';
import { Panel } from '../../shared/Panel.tsx';
import { Badge } from '../../shared/StatusBadge.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/states.tsx';
import { useBackups } from './queries.ts';
import { agoInWords } from './words.ts';

type Backup = NonNullable<ReturnType<typeof useBackups>['data']>['data'][number];

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
  const { clinic } = useSignedIn();
  const backups = useBackups();
  const { data: state } = backups;
  const good = state?.data.find(({ whole }) => whole);
  const made = (backup: Backup) => formatInstant(backup.made_at, clinic.time_zone);
  const whole = (backup: Backup) =>
    backup.whole ? <Badge tone="success">Whole</Badge> : <Badge tone="warning">Not finished</Badge>;
  const columns: Column<Backup>[] = [
    { header: 'Made', cell: made, rowHeader: true, nowrap: true },
    { header: 'State', cell: whole },
    { header: 'Name', cell: (backup) => backup.name },
    { header: 'Size', cell: (backup) => formatBytes(backup.bytes), end: true },
  ];
  const facts: [string, ReactNode][] = good
    ? [
        ['Last good backup', `${made(good)}, ${agoInWords(good.made_at, new Date())}`],
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
          {state.overdue && good && (
            <Notice intent="warning" title="The last good backup is older than two days">
              The alerts say whether the timer <code>backup-make</code> fails.
            </Notice>
          )}
          {!good && (
            <EmptyState title="There is no backup yet">
              One is made every night. <code>npm run backup</code> makes one now.
            </EmptyState>
          )}
          {good && !state.apart && (
            <Notice intent="info">
              If this storage is lost, they are lost with it. Name another one in the setting{' '}
              <code>BACKUP_STORAGE</code>.
            </Notice>
          )}
          {facts.length > 0 && <Facts pairs facts={facts} />}
          {state.data.length > 0 && (
            <DataTable
              caption="Backups"
              columns={columns}
              rows={state.data}
              rowKey={(backup) => backup.name}
              card={(backup) => (
                <div className={styles.between}>
                  <span>{made(backup)}</span>
                  <span>{formatBytes(backup.bytes)}</span>
                  {whole(backup)}
                </div>
              )}
            />
          )}
        </div>
      )}
    </Panel>
  );
}
