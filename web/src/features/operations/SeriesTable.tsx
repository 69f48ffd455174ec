/** Calls by name: how many, how many failed, and how long they took. */
import { Panel } from '../../shared/layout/Panel.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { inDuration } from './figures.ts';
import type { Overview } from '../../../../functions/contracts/operations.ts';

type Row = Overview['requests'][number];

const columnsOf = (what: string): Column<Row>[] => [
  { header: what, cell: ({ name }) => name, rowHeader: true },
  { header: 'Count', cell: ({ count }) => count, end: true },
  { header: 'Failed', cell: ({ faults }) => faults, end: true },
  { header: 'Median', cell: ({ p50_milliseconds: p50 }) => inDuration(p50), end: true, nowrap: true },
  { header: '95%', cell: ({ p95_milliseconds: p95 }) => inDuration(p95), end: true, nowrap: true },
];

export function SeriesTable({ title, what, rows }: { title: string; what: string; rows: readonly Row[] }) {
  return (
    <Panel title={title}>
      {rows.length === 0 ? (
        <p>None in this period.</p>
      ) : (
        <DataTable
          caption={title}
          columns={columnsOf(what)}
          rows={[...rows].sort((a, b) => b.count - a.count)}
          rowKey={({ name }) => name}
          card={({ name, count, faults, p95_milliseconds: p95 }) => (
            <>
              <strong>
                <bdi>{name}</bdi>
              </strong>
              <div>
                {count} · {faults} failed · 95% within {inDuration(p95)}
              </div>
            </>
          )}
        />
      )}
    </Panel>
  );
}
