/** What happened last, and who did it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { AppLink } from '../../shared/layout/links.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Ago } from '../../shared/text/Ago.tsx';
import type { Dashboard } from './types.ts';

type Entry = Dashboard['activity'][number];

const PAGES: Record<string, string> = { invoice: '/staff/invoices', patient: '/staff/patients' };

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  nowrap: { whiteSpace: 'nowrap' },
});

function What({ entry }: { entry: Entry }) {
  const page = PAGES[entry.target_type];
  if (!page || entry.target_id === null) return <bdi>{entry.summary}</bdi>;
  return (
    <AppLink to={`${page}/${entry.target_id}`}>
      <bdi>{entry.summary}</bdi>
    </AppLink>
  );
}

export function Activity({ activity }: { activity: readonly Entry[] }) {
  const styles = useStyles();
  const when = (entry: Entry) => <Ago at={entry.at} />;
  const columns: Column<Entry>[] = [
    { header: 'What', cell: (entry) => <What entry={entry} />, rowHeader: true },
    { header: 'Who', cell: (entry) => entry.actor },
    { header: 'When', cell: (entry) => <span className={styles.nowrap}>{when(entry)}</span> },
  ];
  return (
    <Panel title="Recent activity">
      {activity.length === 0 ? (
        <p className={styles.quiet}>Nothing has happened yet.</p>
      ) : (
        <DataTable
          caption="Recent activity"
          columns={columns}
          rows={activity.slice(0, 8)}
          rowKey={(entry) => entry.id}
          card={(entry) => (
            <>
              <What entry={entry} />
              <div className={styles.quiet}>
                <bdi>{entry.actor}</bdi> · {when(entry)}
              </div>
            </>
          )}
        />
      )}
    </Panel>
  );
}
