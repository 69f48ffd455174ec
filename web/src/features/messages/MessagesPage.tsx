/** All messages to patients: first those that did not arrive, because someone must see to them. */
import { makeStyles, tokens } from '@fluentui/react-components';
import * as z from 'zod';
import { AppLink } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { MessageTable } from '../../shared/lists/MessageTable.tsx';
import { useMessages } from '../../shared/lists/message-queries.ts';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';

const TABS = [
  {
    id: 'needs_attention',
    label: 'Needs attention',
    about: 'These did not arrive, and nothing has been sent about the invoice since.',
    empty: 'Every message arrived',
  },
  {
    id: 'pending',
    label: 'Waiting',
    about: 'These leave by themselves; what a server did not take is tried again for about a day.',
    empty: 'No pending messages',
  },
  {
    id: 'sent',
    label: 'Sent',
    about: 'The mail server or the SMS provider took these. “Delivered” appears where the provider says so.',
    empty: 'Nothing was sent yet',
  },
  {
    id: 'failed',
    label: 'Failed',
    about: 'These did not arrive, also those that were seen to since.',
    empty: 'Nothing has failed',
  },
  {
    id: 'skipped',
    label: 'Not sent',
    about: 'These were stopped before they left, because what they say was true no more.',
    empty: 'Nothing was stopped',
  },
  { id: 'all', label: 'All', about: '', empty: 'No messages yet' },
] as const;

const addressSchema = z.object({
  state: z.enum(TABS.map(({ id }) => id)).default('needs_attention'),
  invoice_id: z.uuid().optional(),
  patient_id: z.uuid().optional(),
  ...pageFields,
});

const useStyles = makeStyles({
  about: { color: tokens.colorNeutralForeground3, marginBottom: tokens.spacingVerticalM },
});

export function MessagesPage() {
  const styles = useStyles();
  const [{ state, ...filters }, change] = useUrlState(addressSchema);
  const messages = useMessages({ ...filters, ...(state === 'all' ? {} : { state }) });
  const tab = TABS.find(({ id }) => id === state) ?? TABS[0];
  const filtered = [filters.invoice_id, filters.patient_id, filters.cursor].some(
    (value) => value !== undefined,
  );
  return (
    <>
      <PageHeader
        title="Messages"
        actions={
          <ListExport
            lists={[
              {
                label: 'Messages',
                path: 'messages',
                filters: {
                  invoice_id: filters.invoice_id,
                  patient_id: filters.patient_id,
                  state: state === 'all' ? undefined : state,
                },
              },
            ]}
          />
        }
      />
      <QuickFilters
        tabs={TABS}
        current={tab.id}
        address={(id) => ({ state: id === TABS[0].id ? undefined : id, cursor: undefined })}
      />
      {tab.about && <p className={styles.about}>{tab.about}</p>}
      {filters.invoice_id && (
        <p className={styles.about}>
          Only those about <AppLink to={`/staff/invoices/${filters.invoice_id}`}>one invoice</AppLink>.
        </p>
      )}
      <ListBody
        query={messages}
        what="messages"
        filtered={filtered}
        onClear={() => change({ invoice_id: undefined, patient_id: undefined, cursor: undefined })}
        empty={<EmptyState title={tab.empty} />}
        pager={(nextCursor) => <Pager state={filters} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <MessageTable messages={rows} />}
      </ListBody>
    </>
  );
}
