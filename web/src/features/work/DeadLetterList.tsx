/** Work that was given up and messages that no function could take; admins have them done again or set them aside. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type ComponentProps, useState } from 'react';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { ActionDialog } from '../../shared/layout/ActionDialog.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { Ago } from '../../shared/text/Ago.tsx';
import { type DeadLetter, useDeadLetters, useWorkAction } from './queries.ts';
import { deadLetterName } from './words.ts';

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalS, overflowWrap: 'anywhere' },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

type DeadLetterAction = { deadLetter: DeadLetter; way: 'redrive' | 'dismiss' };

/** Says what will happen before it does. */
function DeadLetterDialog({ deadLetter, way, onClose }: DeadLetterAction & { onClose: () => void }) {
  const again = way === 'redrive';
  const mutation = useWorkAction({
    act: () =>
      again ? adminApi.work.redrive({ id: deadLetter.id }) : adminApi.work.dismiss({ id: deadLetter.id }),
    done: again ? 'The job will run again' : 'The message was dismissed',
    onDone: onClose,
  });
  return (
    <ActionDialog
      open
      title={again ? 'Retry this job?' : 'Dismiss this message?'}
      action={again ? 'Retry' : 'Dismiss'}
      busy={mutation.isPending}
      error={mutation.error}
      onAct={() => mutation.mutate()}
      onClose={onClose}
    >
      <p>
        <strong>{deadLetterName(deadLetter)}</strong>
      </p>
      <p>
        {again
          ? 'The job starts again from the beginning. Nothing that was already done is repeated.'
          : 'The message is removed from this list. The job that it belongs to is stored in the database and still runs.'}
      </p>
    </ActionDialog>
  );
}

type ActionsProps = { deadLetter: DeadLetter; onChoose: (action: DeadLetterAction) => void };

function Actions({ deadLetter, onChoose }: ActionsProps) {
  return (
    <div className={useStyles().actions}>
      <Button size="small" onClick={() => onChoose({ deadLetter, way: 'redrive' })}>
        Retry
      </Button>
      {deadLetter.kind === 'message' && (
        <Button size="small" onClick={() => onChoose({ deadLetter, way: 'dismiss' })}>
          Dismiss
        </Button>
      )}
    </div>
  );
}

type DeadLetterTableProps = {
  deadLetters: readonly DeadLetter[];
  onChoose: (action: DeadLetterAction) => void;
};

function DeadLetterTable({ deadLetters, onChoose }: DeadLetterTableProps) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const what = (deadLetter: DeadLetter) => (
    <>
      {deadLetterName(deadLetter)}
      <div className={styles.quiet}>{deadLetter.subject_id}</div>
    </>
  );
  const since = (deadLetter: DeadLetter) => <Ago at={deadLetter.since} />;
  const actions = (deadLetter: DeadLetter) =>
    can('work.redrive') && <Actions deadLetter={deadLetter} onChoose={onChoose} />;
  const columns: Column<DeadLetter>[] = [
    { header: 'What', cell: what, rowHeader: true },
    { header: 'Reason', cell: (deadLetter) => deadLetter.last_error },
    { header: 'Attempts', cell: (deadLetter) => deadLetter.attempts, end: true },
    { header: 'Since', cell: since, nowrap: true },
    ...(can('work.redrive') ? [{ header: 'Actions', cell: actions }] : []),
  ];
  return (
    <DataTable
      caption="Failed jobs"
      columns={columns}
      rows={deadLetters}
      rowKey={(deadLetter) => deadLetter.id}
      card={(deadLetter) => (
        <div className={styles.card}>
          <strong>{deadLetterName(deadLetter)}</strong>
          <div>
            <bdi>{deadLetter.last_error}</bdi>
          </div>
          <div className={styles.quiet}>
            {since(deadLetter)} · {deadLetter.attempts} attempts · {deadLetter.subject_id}
          </div>
          {actions(deadLetter)}
        </div>
      )}
    />
  );
}

type DeadLetterListProps = {
  address: { cursor?: string | undefined; limit: string };
  change: ComponentProps<typeof Pager>['onChange'];
};

export function DeadLetterList({ address, change }: DeadLetterListProps) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [chosen, setChosen] = useState<DeadLetterAction>();
  const deadLetters = useDeadLetters({ cursor: address.cursor, limit: address.limit });
  return (
    <Panel title="Failed jobs">
      <ListBody
        query={deadLetters}
        what="failed jobs"
        filtered={address.cursor !== undefined}
        onClear={() => change({ cursor: undefined }, { state: { trail: [] } })}
        empty={
          <EmptyState title="No failed jobs">
            Failed jobs are retried automatically for a day before they are listed here.
          </EmptyState>
        }
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => (
          <>
            {!can('work.redrive') && <p className={styles.quiet}>An admin can retry these jobs.</p>}
            <DeadLetterTable deadLetters={rows} onChoose={setChosen} />
          </>
        )}
      </ListBody>
      {chosen && <DeadLetterDialog {...chosen} onClose={() => setChosen(undefined)} />}
    </Panel>
  );
}
