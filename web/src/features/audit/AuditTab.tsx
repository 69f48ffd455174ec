/** The audit trail, newest first, by who, what, about what, when and on whose request. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import type { ExportChoice } from '../../shared/lists/ExportChoices.tsx';
import { ExportMenu } from '../../shared/lists/ExportMenu.tsx';
import { ChoiceFilter, DayFilter, Filters, TextFilter } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { RowButton } from '../../shared/lists/RowButton.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { AuditDetails } from './AuditDetails.tsx';
import { type Address, type Change, CLEARED, inWords, isFiltered, type TabProps } from './address.ts';
import { type AuditRecord, useAudit, useChoices } from './queries.ts';
import { TargetLink } from './TargetLink.tsx';

const useStyles = makeStyles({
  bar: { display: 'flex', justifyContent: 'flex-end', marginBottom: tokens.spacingVerticalS },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
  refused: { color: tokens.colorStatusDangerForeground1, fontWeight: tokens.fontWeightSemibold },
});

const OUTCOMES = [
  ['done', 'Done'],
  ['refused', 'Refused'],
] as const;

const filtersOf = ({ actor, action, outcome, target_type, target_id, request_id, from, to }: Address) => ({
  actor_id: actor,
  action,
  outcome,
  target_type,
  target_id,
  request_id,
  from,
  to,
});

function AuditFilters({ address, change }: TabProps) {
  const choices = useChoices().data ?? { actors: [], actions: [], target_types: [] };
  const set = (name: keyof Address) => (value: string | undefined) =>
    change({ [name]: value, cursor: undefined }, { replace: true });
  const named = (names: readonly string[]) => names.map((name) => [name, inWords(name)] as const);
  return (
    <Filters filtered={isFiltered(address)} onClear={() => change(CLEARED)}>
      <ChoiceFilter
        label="Actor"
        any="Anybody"
        options={choices.actors.map(({ id, name }) => [id, name] as const)}
        value={address.actor}
        onChange={set('actor')}
      />
      <ChoiceFilter
        label="Action"
        any="Any action"
        options={named(choices.actions)}
        value={address.action}
        onChange={set('action')}
      />
      <ChoiceFilter
        label="Outcome"
        any="Any outcome"
        options={OUTCOMES}
        value={address.outcome}
        onChange={set('outcome')}
      />
      <ChoiceFilter
        label="Target"
        any="Anything"
        options={named(choices.target_types)}
        value={address.target_type}
        onChange={set('target_type')}
      />
      <TextFilter label="Target ID" value={address.target_id} onChange={set('target_id')} />
      <TextFilter label="Request ID" value={address.request_id} onChange={set('request_id')} />
      <DayFilter label="From" value={address.from} onChange={set('from')} />
      <DayFilter label="To" value={address.to} onChange={set('to')} />
    </Filters>
  );
}

function Outcome({ outcome }: Pick<AuditRecord, 'outcome'>) {
  const styles = useStyles();
  return outcome === 'refused' ? <span className={styles.refused}>Refused</span> : 'Done';
}

type AuditListProps = { records: readonly AuditRecord[]; change: Change };

function AuditList({ records, change }: AuditListProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  const action = (record: AuditRecord) => (
    <RowButton
      label={`${inWords(record.action)}, details`}
      expanded={open.has(record.id)}
      onClick={() => toggle(record.id)}
    >
      {inWords(record.action)}
    </RowButton>
  );
  const at = (record: AuditRecord) => formatInstant(record.created_at, clinic.time_zone);
  const columns: Column<AuditRecord>[] = [
    { header: 'Action', cell: action, rowHeader: true },
    { header: 'Actor', cell: (record) => record.actor_name ?? 'System' },
    { header: 'Target', cell: (record) => <TargetLink record={record} /> },
    { header: 'Outcome', cell: (record) => <Outcome outcome={record.outcome} /> },
    { header: 'When', cell: at, nowrap: true },
  ];
  const below = (record: AuditRecord) =>
    open.has(record.id) ? <AuditDetails record={record} change={change} /> : undefined;
  return (
    <DataTable
      caption="Audit trail"
      columns={columns}
      rows={records}
      rowKey={(record) => record.id}
      below={below}
      card={(record) => (
        <div className={styles.card}>
          {action(record)}
          <div>
            <bdi>{record.actor_name ?? 'System'}</bdi> · <Outcome outcome={record.outcome} />
          </div>
          <div>
            <TargetLink record={record} />
          </div>
          <div className={mergeClasses(styles.quiet)}>{at(record)}</div>
          {below(record)}
        </div>
      )}
    />
  );
}

const exportOf = (
  label: string,
  format: 'csv' | 'ndjson',
  filters: ExportChoice['filters'],
): ExportChoice => ({
  label,
  path: 'audit/export',
  filters: { ...filters, format },
  file: `audit.${format}`,
});

export function AuditTab({ address, change }: TabProps) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const filters = filtersOf(address);
  const records = useAudit({ ...filters, cursor: address.cursor, limit: address.limit });
  return (
    <>
      <AuditFilters address={address} change={change} />
      {can('audit.export') && (
        <div className={styles.bar}>
          <ExportMenu
            choices={[
              exportOf('For a spreadsheet (CSV)', 'csv', filters),
              exportOf('As JSON lines', 'ndjson', filters),
            ]}
          />
        </div>
      )}
      <ListBody
        query={records}
        what="entries"
        filtered={isFiltered(address)}
        onClear={() => change(CLEARED)}
        empty={<EmptyState title="Nothing has happened yet" />}
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <AuditList records={rows} change={change} />}
      </ListBody>
    </>
  );
}
