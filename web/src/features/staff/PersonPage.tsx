/** One member of staff: who they are, how they get in, and where they are signed in. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Edit20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useParams } from 'react-router';
import { adminApi } from '../../api/admin-api.ts';
import { Problem } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { FROM_1024 } from '../../shared/layout/breakpoints.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { SessionTable } from '../../shared/lists/SessionTable.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { ROLE_WORDS } from '../../shared/text/role-words.ts';
import { AccessPanel } from './AccessPanel.tsx';
import { EditDialog } from './EditDialog.tsx';
import { FailedEmail, PersonState } from './PersonState.tsx';
import { type Person, usePerson, usePersonAction, usePersonSessions } from './queries.ts';

const useStyles = makeStyles({
  panels: { display: 'grid', gap: tokens.spacingHorizontalXL, gridTemplateColumns: 'minmax(0, 1fr)' },
  pair: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [FROM_1024]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  },
});

const BACK = { to: '/staff/people', label: 'Staff' };

function Sessions({ person }: { person: Person }) {
  const toasts = useToasts();
  const query = usePersonSessions(person.id);
  const end = usePersonAction({
    act: (id: string) => adminApi.sessions.end({ id }),
    done: 'The session has ended',
  });
  return (
    <Panel title="Signed in">
      {query.isPending && <LoadingRows rows={2} label="Loading sessions" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.data.length === 0 && <p>No active sessions.</p>}
      {query.data && query.data.data.length > 0 && (
        <SessionTable
          sessions={query.data.data}
          ending={end.isPending ? end.variables : undefined}
          onEnd={({ id }) =>
            end.mutate(id, { onError: (error) => toasts.error('The session goes on', error) })
          }
        />
      )}
    </Panel>
  );
}

function Details({ person }: { person: Person }) {
  const { clinic } = useSignedIn();
  const when = (instant: string) => formatInstant(instant, clinic.time_zone);
  return (
    <Panel title="Details">
      <Facts
        pairs
        facts={[
          ['E-mail', person.email],
          ['Role', ROLE_WORDS[person.role]],
          ['Two-factor authentication', person.second_factor ? 'On' : 'Off'],
          ['Last here', person.last_seen_at ? when(person.last_seen_at) : 'Never'],
          ['Added', when(person.created_at)],
        ]}
      />
    </Panel>
  );
}

export function PersonPage() {
  const styles = useStyles();
  const { id = '' } = useParams();
  const [editing, setEditing] = useState(false);
  const query = usePerson(id);
  if (query.isPending || query.isError) {
    const missing = query.error instanceof Problem && [400, 404].includes(query.error.status);
    return (
      <>
        <PageHeader title="Member of staff" back={BACK} />
        {query.isPending && <LoadingRows label="Loading the account" />}
        {missing && <EmptyState title="Account not found">Check the address of this page.</EmptyState>}
        {query.isError && !missing && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      </>
    );
  }
  const person = query.data;
  return (
    <>
      <PageHeader
        title={person.name}
        back={BACK}
        beside={<PersonState person={person} />}
        actions={
          <Button icon={<Edit20Regular />} onClick={() => setEditing(true)}>
            Edit
          </Button>
        }
      />
      <div className={styles.panels}>
        <FailedEmail person={person} />
        <div className={styles.pair}>
          <Details person={person} />
          <AccessPanel person={person} />
        </div>
        <Sessions person={person} />
      </div>
      {editing && <EditDialog person={person} onClose={() => setEditing(false)} />}
    </>
  );
}
