/** The audit trail as a file. */
import type { App } from '../../capabilities/ports.ts';
import type { AuditRecord } from '../../contracts/audit.ts';
import { Download } from '../reply.ts';

const COLUMNS = [
  'created_at',
  'actor_type',
  'actor_id',
  'actor_name',
  'action',
  'outcome',
  'target_type',
  'target_id',
  'details',
  'request_id',
  'address',
  'id',
] as const;

/** Records as a file that is sent while they are read: CSV, or one JSON object on each line. */
export const auditFile = (
  app: App,
  format: 'csv' | 'ndjson',
  records: AsyncIterable<AuditRecord>,
): Download =>
  format === 'csv'
    ? new Download('text/csv; charset=utf-8', 'audit.csv', app.csv.lines(COLUMNS, cells(records)))
    : new Download('application/x-ndjson', 'audit.ndjson', ndjson(records));

async function* cells(records: AsyncIterable<AuditRecord>) {
  for await (const record of records) {
    yield COLUMNS.map((name) => (name === 'details' ? JSON.stringify(record.details) : record[name]));
  }
}

async function* ndjson(records: AsyncIterable<AuditRecord>) {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}
