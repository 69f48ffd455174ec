/** Everybody who works here, with a way to invite more, and what each role may do. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { PersonAdd20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import * as z from 'zod';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { Ago } from '../../shared/text/Ago.tsx';
import { ROLE_WORDS } from '../../shared/text/role-words.ts';
import { InviteDialog } from './InviteDialog.tsx';
import { Permissions } from './Permissions.tsx';
import { PersonState } from './PersonState.tsx';
import { type Person, usePeople } from './queries.ts';

const addressSchema = z.object({ tab: z.enum(['people', 'roles']).default('people'), ...pageFields });
const TABS = [
  { id: 'people', label: 'People' },
  { id: 'roles', label: 'Roles' },
];

const useStyles = makeStyles({
  name: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  card: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
});

function PeopleTable({ people }: { people: readonly Person[] }) {
  const styles = useStyles();
  const { staff } = useSignedIn();
  const name = (person: Person) => (
    <span className={styles.name}>
      <AppLink to={`/staff/people/${person.id}`}>
        <bdi>{person.name}</bdi>
      </AppLink>
      {person.id === staff.id && <Badge tone="brand">You</Badge>}
    </span>
  );
  const seen = ({ last_seen_at }: Person) => (last_seen_at ? <Ago at={last_seen_at} /> : 'Never');
  const columns: Column<Person>[] = [
    { header: 'Name', cell: name, rowHeader: true },
    { header: 'E-mail', cell: ({ email }) => email },
    { header: 'Role', cell: ({ role }) => ROLE_WORDS[role] },
    { header: 'Two-factor', cell: ({ second_factor }) => (second_factor ? 'On' : 'Off') },
    { header: 'Last here', cell: seen, dropOrder: 1 },
    { header: 'State', cell: (person) => <PersonState person={person} /> },
  ];
  return (
    <DataTable
      caption="Staff"
      columns={columns}
      rows={people}
      rowKey={({ id }) => id}
      card={(person) => (
        <div className={styles.card}>
          {name(person)}
          <PersonState person={person} />
          <span className={styles.quiet}>
            <bdi>{person.email}</bdi> · {ROLE_WORDS[person.role]}
          </span>
          <span className={styles.quiet}>
            Two-factor {person.second_factor ? 'on' : 'off'} ·{' '}
            {person.last_seen_at ? <>last here {seen(person)}</> : 'never here'}
          </span>
        </div>
      )}
    />
  );
}

function People() {
  const [state, change] = useUrlState(addressSchema);
  const query = usePeople({ limit: Number(state.limit), cursor: state.cursor });
  return (
    <ListBody
      query={query}
      what="people"
      filtered={false}
      onClear={() => undefined}
      empty={<EmptyState title="No staff yet">Invite a member of staff.</EmptyState>}
      pager={(next) => <Pager state={state} nextCursor={next} onChange={change} />}
    >
      {(people) => <PeopleTable people={people} />}
    </ListBody>
  );
}

export function PeoplePage() {
  const [{ tab }] = useUrlState(addressSchema);
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <PageHeader
        title="Staff"
        actions={
          <Button appearance="primary" icon={<PersonAdd20Regular />} onClick={() => setInviting(true)}>
            Invite
          </Button>
        }
      />
      <QuickFilters
        label="Staff"
        tabs={TABS}
        current={tab}
        address={(id) => ({ tab: id === 'people' ? undefined : id, cursor: undefined })}
      />
      {tab === 'people' ? <People /> : <Permissions />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
