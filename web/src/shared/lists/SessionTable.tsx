/** Where someone is signed in, each with a way to end it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type * as z from 'zod';
import type { sessions } from '../../../../functions/contracts/staff.ts';
import { useSignedIn } from '../../session/current.ts';
import { Ago } from '../text/Ago.tsx';
import { agentWords } from '../text/agent-words.ts';
import { formatInstant } from '../text/dates.ts';
import { type Column, DataTable } from './DataTable.tsx';
import { Badge } from './StatusBadge.tsx';

export type StaffSession = z.output<typeof sessions.list.reply>['data'][number];

const useStyles = makeStyles({
  device: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  card: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

type SessionTableProps = {
  sessions: readonly StaffSession[];
  /** The one that is being ended. */
  ending: string | undefined;
  onEnd: (session: StaffSession) => void;
};

export function SessionTable({ sessions, ending, onEnd }: SessionTableProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const when = (instant: string) => formatInstant(instant, clinic.time_zone);
  const name = (session: StaffSession) => agentWords(session.agent, session.delivery);
  const device = (session: StaffSession) => (
    <span className={styles.device}>
      {name(session)}
      {session.current && <Badge tone="brand">This one</Badge>}
    </span>
  );
  const end = (session: StaffSession) =>
    !session.current && (
      <Button
        size="small"
        disabledFocusable={ending === session.id}
        aria-label={`End session: ${name(session)}, last used ${when(session.last_seen_at)}`}
        onClick={() => onEnd(session)}
      >
        End session
      </Button>
    );
  const columns: Column<StaffSession>[] = [
    { header: 'Where', cell: device, rowHeader: true },
    { header: 'Address', cell: ({ address }) => address ?? 'Not known', nowrap: true },
    { header: 'Last used', cell: ({ last_seen_at }) => <Ago at={last_seen_at} /> },
    { header: 'Signed in', cell: ({ created_at }) => when(created_at), dropOrder: 1 },
    { header: 'Action', cell: end, end: true },
  ];
  return (
    <DataTable
      caption="Sessions"
      columns={columns}
      rows={sessions}
      rowKey={({ id }) => id}
      card={(session) => (
        <div className={styles.card}>
          {device(session)}
          <span className={styles.quiet}>
            <bdi>{session.address ?? 'Address not known'}</bdi> · last used <Ago at={session.last_seen_at} />
          </span>
          {end(session)}
        </div>
      )}
    />
  );
}
