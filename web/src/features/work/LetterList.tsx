/** Work that was given up and messages that no function could take; admins have them done again or set them aside. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { type ComponentProps, useState } from 'react';
import { office } from '../../api/office.ts';
import { useSignedIn } from '../../session/current.ts';
import { ActionDialog } from '../../shared/ActionDialog.tsx';
import { type Column, DataTable } from '../../shared/DataTable.tsx';
import { formatInstant } from '../../shared/dates.ts';
import { ListBody } from '../../shared/ListBody.tsx';
import { Pager } from '../../shared/Pager.tsx';
import { Panel } from '../../shared/Panel.tsx';
import { EmptyState } from '../../shared/states.tsx';
import { type Letter, useLetters, useMending } from './queries.ts';
import { letterWords } from './words.ts';

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalS, overflowWrap: 'anywhere' },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

type Mending = { letter: Letter; way: 'redrive' | 'dismiss' };

/** Says what will happen before it does. */
function MendDialog({ letter, way, onClose }: Mending & { onClose: () => void }) {
  const again = way === 'redrive';
  const mending = useMending({
    act: () => (again ? office.work.redrive({ id: letter.id }) : office.work.dismiss({ id: letter.id })),
    done: again ? 'It is done again' : 'The message was set aside',
    onDone: onClose,
  });
  return (
    <ActionDialog
      open
      title={again ? 'Do this again?' : 'Set this message aside?'}
      action={again ? 'Do again' : 'Set aside'}
      busy={mending.isPending}
      error={mending.error}
      onAct={() => mending.mutate()}
      onClose={onClose}
    >
      <p>
        <strong>{letterWords(letter)}</strong>
      </p>
      <p>
        {again
          ? 'It is tried from the start, as often as the first time. What was already done is not done twice.'
          : 'It leaves this list for good. A message only wakes the system: what it was about is kept, and found by the system itself.'}
      </p>
    </ActionDialog>
  );
}

type LetterListProps = {
  address: { cursor?: string | undefined; limit: string };
  change: ComponentProps<typeof Pager>['onChange'];
};

export function LetterList({ address, change }: LetterListProps) {
  const styles = useStyles();
  const { clinic, can } = useSignedIn();
  const [mending, setMending] = useState<Mending>();
  const letters = useLetters({ cursor: address.cursor, limit: address.limit });

  const what = (letter: Letter) => (
    <>
      {letterWords(letter)}
      <div className={styles.quiet}>{letter.subject_id}</div>
    </>
  );
  const since = (letter: Letter) => formatInstant(letter.since, clinic.time_zone);
  const actions = (letter: Letter) => (
    <div className={styles.actions}>
      <Button size="small" onClick={() => setMending({ letter, way: 'redrive' })}>
        Do again
      </Button>
      {letter.kind === 'message' && (
        <Button size="small" onClick={() => setMending({ letter, way: 'dismiss' })}>
          Set aside
        </Button>
      )}
    </div>
  );
  const columns: Column<Letter>[] = [
    { header: 'What', cell: what, rowHeader: true },
    { header: 'Reason', cell: (letter) => letter.last_error },
    { header: 'Tries', cell: (letter) => letter.attempts, end: true },
    { header: 'Since', cell: since, nowrap: true },
    ...(can('work.redrive') ? [{ header: 'Actions', cell: actions }] : []),
  ];
  return (
    <Panel title="Work that stopped">
      <ListBody
        query={letters}
        what="pieces of work"
        filtered={address.cursor !== undefined}
        onClear={() => change({ cursor: undefined }, { state: { trail: [] } })}
        empty={
          <EmptyState title="Nothing has stopped">What fails is tried again by itself for a day.</EmptyState>
        }
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => (
          <>
            {!can('work.redrive') && <p className={styles.quiet}>An admin can do it again.</p>}
            <DataTable
              caption="Work that stopped"
              columns={columns}
              rows={rows}
              rowKey={(letter) => letter.id}
              card={(letter) => (
                <div className={styles.card}>
                  <strong>{letterWords(letter)}</strong>
                  <div>
                    <bdi>{letter.last_error}</bdi>
                  </div>
                  <div className={styles.quiet}>
                    {since(letter)} · {letter.attempts} tries · {letter.subject_id}
                  </div>
                  {can('work.redrive') && actions(letter)}
                </div>
              )}
            />
          </>
        )}
      </ListBody>
      {mending && <MendDialog {...mending} onClose={() => setMending(undefined)} />}
    </Panel>
  );
}
