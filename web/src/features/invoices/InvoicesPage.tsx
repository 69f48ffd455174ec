/** All invoices: quick filters as tabs, further filters beside them, all in the address. */
import { Button, Input, makeStyles, SearchBox, tokens } from '@fluentui/react-components';
import { DocumentAdd20Regular } from '@fluentui/react-icons';
import * as z from 'zod';
import { day } from '../../../../functions/contracts/fields.ts';
import { useSignedIn } from '../../session/current.ts';
import { FormField } from '../../shared/FormField.tsx';
import { InvoiceTable } from '../../shared/InvoiceTable.tsx';
import { ListBody } from '../../shared/ListBody.tsx';
import { LinkButton } from '../../shared/links.tsx';
import { PageHeader } from '../../shared/PageHeader.tsx';
import { Pager, pageFields } from '../../shared/Pager.tsx';
import { EmptyState } from '../../shared/states.tsx';
import { useUrlState } from '../../shared/url-state.ts';
import { useSearchText } from '../../shared/use-search-text.ts';
import { PatientFilter } from './PatientFilter.tsx';
import { QuickFilters, TABS } from './QuickFilters.tsx';
import { useInvoices } from './queries.ts';

const addressSchema = z.object({
  status: z.enum(['draft', 'outstanding', 'overdue', 'paid', 'cancelled']).optional(),
  patient_id: z.uuid().optional(),
  from: day.optional(),
  to: day.optional(),
  query: z.string().max(200).optional(),
  ...pageFields,
});

const useStyles = makeStyles({
  filters: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'end',
    gap: tokens.spacingHorizontalM,
    marginBottom: tokens.spacingVerticalM,
  },
  search: { flexGrow: 1, maxWidth: '420px', minWidth: 'min(240px, 100%)' },
});

const CLEARED = {
  patient_id: undefined,
  from: undefined,
  to: undefined,
  query: undefined,
  cursor: undefined,
} as const;

export function InvoicesPage() {
  const styles = useStyles();
  const { can } = useSignedIn();
  const [filters, change] = useUrlState(addressSchema);
  const [typed, setTyped] = useSearchText(filters.query, (query) =>
    change({ query, cursor: undefined }, { replace: true }),
  );
  const invoices = useInvoices(filters);
  const tab = TABS.find(({ id }) => id === filters.status) ?? TABS[0];
  const { patient_id, from, to, query, cursor } = filters;
  const filtered = [patient_id, from, to, query, cursor].some((value) => value !== undefined);
  const newButton = can('invoices.write') && (
    <LinkButton
      appearance="primary"
      icon={<DocumentAdd20Regular />}
      to={`/staff/invoices/new${patient_id ? `?patient_id=${patient_id}` : ''}`}
    >
      New invoice
    </LinkButton>
  );
  const dayField = (name: 'from' | 'to', label: string) => (
    <FormField label={label}>
      <Input
        type="date"
        value={filters[name] ?? ''}
        onChange={(_, data) => change({ [name]: data.value, cursor: undefined }, { replace: true })}
      />
    </FormField>
  );

  return (
    <>
      <PageHeader title="Invoices" actions={newButton} />
      <QuickFilters current={tab.id} />
      <search className={styles.filters}>
        <SearchBox
          className={styles.search}
          aria-label="Search invoices"
          placeholder="Number or patient"
          value={typed}
          maxLength={200}
          onChange={(_, data) => setTyped(data.value)}
        />
        {dayField('from', 'Issued from')}
        {dayField('to', 'Issued to')}
        {patient_id && (
          <PatientFilter
            patientId={patient_id}
            onRemove={() => change({ patient_id: undefined, cursor: undefined })}
          />
        )}
        {filtered && (
          <Button appearance="subtle" onClick={() => change(CLEARED)}>
            Clear all
          </Button>
        )}
      </search>
      <ListBody
        query={invoices}
        what="invoices"
        filtered={filtered}
        onClear={() => change(CLEARED)}
        empty={<EmptyState title={tab.empty} action={tab.id === 'all' && newButton} />}
        pager={(nextCursor) => <Pager state={filters} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <InvoiceTable invoices={rows} />}
      </ListBody>
    </>
  );
}
