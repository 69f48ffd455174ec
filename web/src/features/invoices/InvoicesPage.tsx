/** All invoices: quick filters as tabs, further filters beside them, all in the address. */
import { DocumentAdd20Regular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import * as z from 'zod';
import { day } from '../../../../functions/contracts/fields.ts';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { useSignedIn } from '../../session/current.ts';
import { LinkButton } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { DayFilter, Filters, SearchFilter } from '../../shared/lists/Filters.tsx';
import { InvoiceTable } from '../../shared/lists/InvoiceTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { ListSum } from '../../shared/lists/ListSum.tsx';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { PatientFilter } from '../../shared/lists/PatientFilter.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { SavedViewButtons } from '../../shared/lists/SavedViewButtons.tsx';
import { useSavedViews, viewShowing, withViews } from '../../shared/lists/saved-views.ts';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { useInvoices } from './queries.ts';
import { SelectionBar, useSelection } from './Selection.tsx';

const addressSchema = z.object({
  status: z.enum(['draft', 'outstanding', 'overdue', 'paid', 'cancelled']).optional(),
  patient_id: z.uuid().optional(),
  from: day.optional(),
  to: day.optional(),
  query: z.string().max(LIMITS.search).optional(),
  ...pageFields,
});

const TABS = [
  { id: 'all', label: 'All', empty: 'No invoices yet' },
  { id: 'draft', label: 'Draft', empty: 'No drafts' },
  { id: 'outstanding', label: 'Outstanding', empty: 'Nothing is outstanding' },
  { id: 'overdue', label: 'Overdue', empty: 'Nothing is overdue' },
  { id: 'paid', label: 'Paid', empty: 'Nothing is paid yet' },
  { id: 'cancelled', label: 'Canceled', empty: 'No canceled invoices' },
] as const;

const CLEARED = {
  patient_id: undefined,
  from: undefined,
  to: undefined,
  query: undefined,
  cursor: undefined,
} as const;

type FilterProps = {
  filters: z.output<typeof addressSchema>;
  change: ReturnType<typeof useUrlState<typeof addressSchema>>[1];
  filtered: boolean;
};

function InvoiceFilters({ filters, change, filtered, children }: FilterProps & { children: ReactNode }) {
  const { query, patient_id } = filters;
  const dayField = (name: 'from' | 'to', label: string) => (
    <DayFilter
      label={label}
      value={filters[name]}
      onChange={(value) => change({ [name]: value, cursor: undefined }, { replace: true })}
    />
  );
  return (
    <Filters filtered={filtered} onClear={() => change(CLEARED)}>
      <SearchFilter
        label="Search invoices"
        placeholder="Number or patient"
        value={query}
        onChange={(text) => change({ query: text, cursor: undefined }, { replace: true })}
      />
      {dayField('from', 'Issued from')}
      {dayField('to', 'Issued to')}
      {patient_id && (
        <PatientFilter
          patientId={patient_id}
          onRemove={() => change({ patient_id: undefined, cursor: undefined })}
        />
      )}
      {children}
    </Filters>
  );
}

function InvoiceExport({ filters }: Pick<FilterProps, 'filters'>) {
  const { status, patient_id, from, to, query } = filters;
  const listed = { status, patient_id, from, to, query };
  return (
    <ListExport
      lists={[
        { label: 'Invoices', path: 'invoices', filters: listed },
        { label: 'Lines of these invoices', path: 'lines', filters: listed },
        { label: 'Credit notes of these days', path: 'credit-notes', filters: { patient_id, from, to } },
      ]}
    />
  );
}

/** What is owed, or owed too long, has running totals; another filter is added up when it is asked for. */
const isTotalKept = ({ status, ...others }: Record<string, string | undefined>) =>
  (status === 'outstanding' || status === 'overdue') &&
  Object.values(others).every((value) => value === undefined);

/** The reader's saved views, and which of them is shown. */
function useViews({ status, patient_id, from, to }: FilterProps['filters']) {
  const saved = { status, patient_id, from, to };
  const views = useSavedViews('invoices');
  const view = viewShowing(views, saved);
  /** A tab keeps the other filters, but those of a view. */
  const addressOf = (id: string) => {
    const chosen = views.find((each) => each.id === id);
    if (chosen) return { ...CLEARED, status: undefined, ...chosen.filters };
    return { ...(view && CLEARED), status: id === 'all' ? undefined : id, cursor: undefined };
  };
  const worthSaving = [patient_id, from, to].some((value) => value !== undefined);
  return { tabs: withViews(TABS, views), view, addressOf, saved, worthSaving };
}

export function InvoicesPage() {
  const { can } = useSignedIn();
  const [filters, change] = useUrlState(addressSchema);
  const invoices = useInvoices(filters);
  const tab = TABS.find(({ id }) => id === filters.status) ?? TABS[0];
  const { patient_id, from, to, query, cursor } = filters;
  const listed = { status: filters.status, patient_id, from, to, query };
  const { tabs, view, addressOf, saved, worthSaving } = useViews(filters);
  const selection = useSelection(JSON.stringify([listed, cursor]));
  const mayWrite = can('invoices.write');
  const select = mayWrite
    ? { isSelected: (id: string) => selection.all || selection.ids.includes(id), toggle: selection.toggle }
    : undefined;
  const filtered = [patient_id, from, to, query, cursor].some((value) => value !== undefined);
  const newButton = mayWrite && (
    <LinkButton
      appearance="primary"
      icon={<DocumentAdd20Regular />}
      to={`/staff/invoices/new${patient_id ? `?patient_id=${patient_id}` : ''}`}
    >
      New invoice
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="Invoices"
        actions={
          <>
            <LinkButton to="/staff/jobs">Jobs</LinkButton>
            <InvoiceExport filters={filters} />
            {newButton}
          </>
        }
      />
      <QuickFilters tabs={tabs} current={view?.id ?? tab.id} address={addressOf} />
      <InvoiceFilters filters={filters} change={change} filtered={filtered}>
        <SavedViewButtons
          list="invoices"
          filters={saved}
          view={view}
          worthSaving={worthSaving}
          onDeleted={() => change({ ...CLEARED, status: undefined })}
        />
      </InvoiceFilters>
      <SelectionBar
        selected={selection.ids}
        filter={listed}
        all={selection.all}
        onAll={selection.selectAll}
        onClear={selection.clear}
      />
      <ListBody
        query={invoices}
        what="invoices"
        filtered={filtered}
        onClear={() => change(CLEARED)}
        empty={<EmptyState title={tab.empty} action={tab.id === 'all' && newButton} />}
        pager={(nextCursor) => (
          <>
            <ListSum what="invoices" filters={listed} known={isTotalKept(listed)} />
            <Pager state={filters} nextCursor={nextCursor} onChange={change} />
          </>
        )}
      >
        {(rows) => <InvoiceTable invoices={rows} select={select} />}
      </ListBody>
    </>
  );
}
