/** GET /api/v1/audit/export */
import { exportAudit } from '../../capabilities/audit/export.ts';
import type { App } from '../../capabilities/ports.ts';
import type { AuditRecord } from '../../contracts/audit.ts';
import { audit } from '../../contracts/audit.ts';
import { endpoint } from '../../http/endpoint.ts';
import { toAuditFilterInput } from '../../http/inputs/audit.ts';
import { Download } from '../../http/reply.ts';

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

endpoint(audit.export, async ({ app, input: { format, ...filter }, caller }) => {
  const records = await exportAudit(app, toAuditFilterInput(filter), caller);
  return format === 'csv'
    ? new Download('text/csv; charset=utf-8', 'audit.csv', csv(app, records))
    : new Download('application/x-ndjson', 'audit.ndjson', ndjson(records));
});

const csv = (app: App, records: AsyncIterable<AuditRecord>) => app.csv.lines(COLUMNS, cells(records));

async function* cells(records: AsyncIterable<AuditRecord>) {
  for await (const record of records) {
    yield COLUMNS.map((name) => (name === 'details' ? JSON.stringify(record.details) : record[name]));
  }
}

async function* ndjson(records: AsyncIterable<AuditRecord>) {
  for await (const record of records) yield `${JSON.stringify(record)}\n`;
}
