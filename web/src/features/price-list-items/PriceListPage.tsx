/** The price list: found by code or name, filtered by what is offered, all in the address. */
import { Button } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import * as z from 'zod';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { useSignedIn } from '../../session/current.ts';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { Filters, SearchFilter } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { todayIn } from '../../shared/text/dates.ts';
import { PriceListTable } from './PriceListTable.tsx';
import { usePriceList } from './queries.ts';

/** Loaded when it is first opened. */
const ItemDialog = lazy(async () => ({ default: (await import('./ItemDialog.tsx')).ItemDialog }));

const ImportDialog = lazy(async () => ({ default: (await import('./ImportDialog.tsx')).ImportDialog }));

const addressSchema = z.object({
  state: z.enum(['active', 'ended']).optional(),
  query: z.string().max(LIMITS.search).optional(),
  add: z.literal('yes').optional(),
  ...pageFields,
});
type Address = z.output<typeof addressSchema>;

const TABS = [
  { id: 'all', label: 'All', empty: 'No prices yet' },
  { id: 'active', label: 'Active', empty: 'Nothing is offered today' },
  { id: 'ended', label: 'Ended', empty: 'Nothing has ended' },
] as const;

/** The filter as the API takes it: a tab means the clinic's day. */
function usePriceListFilter({ state, query }: Address) {
  const { clinic } = useSignedIn();
  const today = todayIn(clinic.time_zone);
  return {
    query,
    offered_on: state === 'active' ? today : undefined,
    ended_on: state === 'ended' ? today : undefined,
  };
}

function AddItem({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const toasts = useToasts();
  return (
    <Suspense>
      <ItemDialog
        onClose={onClose}
        onSaved={({ id, code }) => {
          toasts.success(`${isolate(code)} was added`);
          void navigate(`/staff/price-list/${id}`);
        }}
      />
    </Suspense>
  );
}

type ListActionsProps = { filter: ReturnType<typeof usePriceListFilter>; addButton: ReactNode };

/** Export for everybody, import and adding for administrators. */
function ListActions({ filter, addButton }: ListActionsProps) {
  const { can } = useSignedIn();
  const [importing, setImporting] = useState(false);
  return (
    <>
      <ListExport lists={[{ label: 'Price list', path: 'price-list', filters: filter }]} />
      {can('price_list.manage') && <Button onClick={() => setImporting(true)}>Import</Button>}
      {addButton}
      {importing && (
        <Suspense>
          <ImportDialog onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  );
}

export function PriceListPage() {
  const { can } = useSignedIn();
  const [address, change] = useUrlState(addressSchema);
  const { cursor, limit, query } = address;
  const filter = usePriceListFilter(address);
  const items = usePriceList({ ...filter, cursor, limit });
  const tab = TABS.find(({ id }) => id === address.state) ?? TABS[0];
  const mayManage = can('price_list.manage');
  const clear = () => change({ query: undefined, cursor: undefined });
  const filtered = query !== undefined || cursor !== undefined;
  const addButton = mayManage && (
    <Button appearance="primary" icon={<Add20Regular />} onClick={() => change({ add: 'yes' })}>
      Add item
    </Button>
  );
  return (
    <>
      <PageHeader title="Price list" actions={<ListActions filter={filter} addButton={addButton} />} />
      <QuickFilters
        tabs={TABS}
        current={tab.id}
        address={(id) => ({ state: id === 'all' ? undefined : id, cursor: undefined })}
      />
      <Filters filtered={filtered} onClear={clear}>
        <SearchFilter
          label="Search the price list"
          placeholder="Code or name"
          value={query}
          onChange={(text) => change({ query: text, cursor: undefined }, { replace: true })}
        />
      </Filters>
      <ListBody
        query={items}
        what="items"
        filtered={filtered}
        onClear={clear}
        empty={
          <EmptyState title={tab.empty} action={tab.id === 'all' && addButton}>
            {tab.id === 'all' && 'Items of the price list fill in the lines of invoices.'}
          </EmptyState>
        }
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <PriceListTable items={rows} />}
      </ListBody>
      {address.add && mayManage && <AddItem onClose={() => change({ add: undefined }, { replace: true })} />}
    </>
  );
}
