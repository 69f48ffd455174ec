/** The archive for admins: what would go and what did, whether each bundle is whole, the way back, and the backups. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import * as z from 'zod';
import { useSignedIn } from '../../session/current.ts';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, NoPermission } from '../../shared/layout/states.tsx';
import { ChoiceFilter, Filters, SearchFilter } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { ArchiveList } from './ArchiveList.tsx';
import { Backups } from './Backups.tsx';
import { Policy } from './Policy.tsx';
import { useArchives } from './queries.ts';

const STATES = [
  ['archived', 'In the archive'],
  ['restored', 'Restored'],
  ['written', 'Being archived'],
] as const;

const addressSchema = z.object({
  query: z.string().max(200).optional(),
  state: z.enum(STATES.map(([state]) => state)).optional(),
  ...pageFields,
});

const useStyles = makeStyles({
  stack: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingHorizontalXL },
});

function Bundles({ working }: { working: boolean }) {
  const [address, change] = useUrlState(addressSchema);
  const { query, state, cursor } = address;
  const archives = useArchives(address, working);
  const clear = () => change({ query: undefined, state: undefined, cursor: undefined });
  const filtered = [query, state, cursor].some((value) => value !== undefined);
  return (
    <Panel title="Bundles">
      <Filters filtered={filtered} onClear={clear}>
        <SearchFilter
          label="Search bundles"
          placeholder="Invoice number or patient"
          value={query}
          onChange={(words) => change({ query: words, cursor: undefined }, { replace: true })}
        />
        <ChoiceFilter
          label="State"
          any="Any"
          options={STATES}
          value={state}
          onChange={(value) => change({ state: value, cursor: undefined }, { replace: true })}
        />
      </Filters>
      <ListBody
        query={archives}
        what="bundles"
        filtered={filtered}
        onClear={clear}
        empty={
          <EmptyState title="Nothing is archived yet">
            Invoices come here by themselves once they are old enough.
          </EmptyState>
        }
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <ArchiveList archives={rows} />}
      </ListBody>
    </Panel>
  );
}

export function ArchivePage() {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [working, setWorking] = useState(false);
  return (
    <>
      <PageHeader title="Archive" />
      {can('archive.manage') ? (
        <div className={styles.stack}>
          <Policy working={working} onWorking={setWorking} />
          <Bundles working={working} />
          <Backups />
        </div>
      ) : (
        <NoPermission what="the archive" />
      )}
    </>
  );
}
