/** Who read and changed a patient's record; what was done to the invoices stands on their own pages. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { auditRecord } from '../../../../functions/contracts/audit.ts';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import type { PatientTabProps } from './tabs.ts';

type Entry = z.output<typeof auditRecord>;

const useStyles = makeStyles({
  lead: { marginBottom: tokens.spacingVerticalM },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

const auditQuery = (id: string, page: PatientTabProps['page']) =>
  queryOptions({
    queryKey: [...KEYS.audit, 'list', { patient: id, ...page }],
    queryFn: ({ signal }) =>
      adminApi.audit.list({ target_type: 'patient', target_id: id, ...page }, { signal }),
    placeholderData: keepPreviousData,
  });

/** `read_patient` → `Read patient`; a refusal says so. */
const whatInWords = ({ action, outcome }: Entry): string => {
  const words = `${action.charAt(0).toUpperCase()}${action.slice(1).replaceAll('_', ' ')}`;
  return outcome === 'refused' ? `${words}: refused` : words;
};

function Entries({ entries }: { entries: readonly Entry[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const at = (entry: Entry) => formatInstant(entry.created_at, clinic.time_zone);
  const who = (entry: Entry) => <bdi>{entry.actor_name ?? 'System'}</bdi>;
  const columns: Column<Entry>[] = [
    { header: 'When', cell: at, nowrap: true },
    { header: 'What', cell: whatInWords, rowHeader: true },
    { header: 'Who', cell: who },
    { header: 'From address', cell: (entry) => entry.address ?? '–', dropOrder: 1 },
  ];
  return (
    <DataTable
      caption="Audit of this patient"
      columns={columns}
      rows={entries}
      rowKey={(entry) => entry.id}
      card={(entry) => (
        <div className={styles.card}>
          <strong>{whatInWords(entry)}</strong>
          <div>{who(entry)}</div>
          <div className={styles.quiet}>{at(entry)}</div>
        </div>
      )}
    />
  );
}

export function PatientAudit({ patient, page, onPage }: PatientTabProps) {
  const styles = useStyles();
  const entries = useQuery(auditQuery(patient.id, page));
  return (
    <>
      <p className={styles.lead}>
        <AppLink to={`/staff/audit?target_type=patient&target_id=${patient.id}`}>
          The same with all details in Audit &amp; Ledger
        </AppLink>
      </p>
      <ListBody
        query={entries}
        what="entries"
        filtered={page.cursor !== undefined}
        onClear={() => onPage({ cursor: undefined })}
        empty={<EmptyState title="Nothing has happened yet" />}
        pager={(nextCursor) => <Pager state={page} nextCursor={nextCursor} onChange={onPage} />}
      >
        {(rows) => <Entries entries={rows} />}
      </ListBody>
    </>
  );
}
