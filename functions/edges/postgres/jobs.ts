/** Jobs in PostgreSQL: their items are chosen once, and each is settled in the transaction that does it. */
import type { JobStore, JobTask, PreviewedInvoice } from '../../capabilities/ports/jobs.ts';
import type { Job, JobItem } from '../../contracts/jobs.ts';
import { refuseErased } from '../../domain/erasure.ts';
import { downloadUntil } from '../../domain/job.ts';
import type { Encryption } from '../security/encryption.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import { matchingConditions } from './invoice-reads.ts';
import { keyOfInvoice } from './patient-keys.ts';
import type { Query } from './pool.ts';

const JOB = `select j.id, j.action, j.notify, j.staff_id, s.name as staff_name, ${iso('j.created_at')} as created_at,
    case when n.waiting > 0 then 'running' when j.stopped_at is not null and n.stopped > 0 then 'stopped' else 'finished' end as state,
    n.items, n.waiting, n.done, n.failed, n.stopped, case when n.waiting = 0 then ${iso('n.settled_at')} end as finished_at,
    j.created_at::text as key
  from jobs j join staff s on s.id = j.staff_id cross join lateral (
    select count(*)::int as items, count(*) filter (where t.state = 'waiting')::int as waiting,
      count(*) filter (where t.state = 'done')::int as done, count(*) filter (where t.state = 'failed')::int as failed,
      count(*) filter (where t.state = 'stopped')::int as stopped, max(t.settled_at) as settled_at
    from job_items t where t.job_id = j.id) n`;

const ABOUT = `i.id as invoice_id, i.invoice_number, p.name as patient_name, i.currency, i.total_amount_cents, i.status`;

type Row = Omit<Job, 'download_until'> & { key: string };
const shown = ({ key: _, ...row }: Row): Job => {
  const finishedAt = row.finished_at === null ? null : new Date(row.finished_at);
  return { ...row, download_until: downloadUntil(row.action, finishedAt, row.done)?.toISOString() ?? null };
};

/** Binds the ciphertext of a document to what it is for. */
const PURPOSE = 'job.file';

export const jobStore = (query: Query, encryption: Encryption): JobStore => ({
  ...printing(query, encryption),
  ...choosing(query),
  ...working(query),
  ...reading(query),
});

const printing = (
  query: Query,
  encryption: Encryption,
): Pick<JobStore, 'files' | 'sealFile' | 'openFile'> => {
  const keyOf = async (invoiceId: string) => {
    const wrapped = (await keyOfInvoice(query, invoiceId))?.wrapped;
    return wrapped ? encryption.unwrap(wrapped) : undefined;
  };
  return {
    files: (id) =>
      query(
        `select t.id as "itemId", t.invoice_id as "invoiceId", i.invoice_number as number
         from job_items t join invoices i on i.id = t.invoice_id
         where t.job_id = $1 and t.state = 'done' order by t.position`,
        [id],
      ),

    async sealFile(invoiceId, bytes) {
      const key = await keyOf(invoiceId);
      if (!key) return refuseErased();
      return encryption.seal(key, Buffer.from(bytes).toString('base64'), PURPOSE);
    },

    async openFile(invoiceId, sealed) {
      const key = await keyOf(invoiceId);
      return key && Buffer.from(encryption.open(key, Buffer.from(sealed), PURPOSE), 'base64');
    },
  };
};

const choosing = (query: Query): Pick<JobStore, 'matching' | 'previewed' | 'add'> => ({
  async matching(filter, limit) {
    const { conditions, values } = matchingConditions(filter);
    const rows = await query<{ id: string }>(
      `select i.id from invoices i where $1::date is not null ${conditions} order by i.created_at desc, i.id desc
       limit $${values.push(limit)}`,
      values,
    );
    return rows.map(({ id }) => id);
  },

  previewed: (ids) =>
    query<PreviewedInvoice>(
      `select ${ABOUT}, i.archived_at is not null as archived, p.email is not null as "hasEmail", p.phone is not null as "hasPhone"
       from unnest($1::uuid[]) with ordinality as k (id, place) join invoices i on i.id = k.id
         join patients p on p.id = i.patient_id order by k.place`,
      [ids],
    ),

  async add({ id, action, notify, staffId }, invoiceIds, at) {
    await query('insert into jobs (id, action, notify, staff_id, created_at) values ($1, $2, $3, $4, $5)', [
      id,
      action,
      notify,
      staffId,
      at,
    ]);
    await query(
      `insert into job_items (job_id, position, invoice_id)
       select $1, k.place, k.id from unnest($2::uuid[]) with ordinality as k (id, place)`,
      [id, invoiceIds],
    );
  },
});

const working = (
  query: Query,
): Pick<JobStore, 'lock' | 'next' | 'lockWaiting' | 'settle' | 'failWaiting' | 'stop' | 'retry'> => ({
  async lock(id) {
    return (await query('select from jobs where id = $1 for update', [id])).length === 1;
  },

  async next(id) {
    const [row] = await query<JobTask>(
      `select t.id, t.invoice_id as "invoiceId", j.action, j.notify, j.staff_id as "staffId"
       from job_items t join jobs j on j.id = t.job_id
       where t.job_id = $1 and t.state = 'waiting' order by t.position limit 1`,
      [id],
    );
    return row;
  },

  async lockWaiting(itemId) {
    const rows = await query(`select from job_items where id = $1 and state = 'waiting' for update`, [
      itemId,
    ]);
    return rows.length === 1;
  },

  async settle(itemId, at, failure) {
    await query(
      `update job_items set state = case when $3::text is null then 'done' else 'failed' end, settled_at = $2, code = $3,
         reason = left($4, 500) where id = $1 and state = 'waiting'`,
      [itemId, at, failure?.code ?? null, failure?.reason ?? null],
    );
  },

  async failWaiting(id, at, { code, reason }) {
    await query(
      `update job_items set state = 'failed', settled_at = $2, code = $3, reason = $4 where job_id = $1 and state = 'waiting'`,
      [id, at, code, reason],
    );
  },

  async stop(id, staffId, at) {
    const rows = await query(
      `update job_items set state = 'stopped', settled_at = $2 where job_id = $1 and state = 'waiting' returning id`,
      [id, at],
    );
    if (rows.length === 0) return false;
    await query('update jobs set stopped_at = $2, stopped_by = $3 where id = $1 and stopped_at is null', [
      id,
      at,
      staffId,
    ]);
    return true;
  },

  async retry(id) {
    const rows = await query(
      `update job_items set state = 'waiting', settled_at = null, code = null, reason = null
       where job_id = $1 and state = 'failed' returning id`,
      [id],
    );
    return rows.length;
  },
});

const reading = (query: Query): Pick<JobStore, 'get' | 'list' | 'items'> => ({
  async get(id) {
    const [row] = await query<Row>(`${JOB} where j.id = $1`, [id]);
    return row && shown(row);
  },

  async list(page) {
    const after = readCursor(page, ['instant', 'uuid']);
    const rows = await query<Row>(
      `${JOB} where $1::timestamptz is null or (j.created_at, j.id) < ($1, $2::uuid)
       order by j.created_at desc, j.id desc limit $3`,
      [after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
    );
    const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
    return { ...found, data: found.data.map(shown) };
  },

  async items(id, state, page) {
    const after = readCursor(page, ['whole']);
    const rows = await query<JobItem>(
      `select ${ABOUT}, t.position, t.state, t.code, t.reason, ${iso('t.settled_at')} as settled_at
       from job_items t left join invoices i on i.id = t.invoice_id left join patients p on p.id = i.patient_id
       where t.job_id = $1 and ($2::text is null or t.state = $2) and t.position > $3
       order by t.position limit $4`,
      [id, state ?? null, after?.[0] ?? 0, page.limit + 1],
    );
    return pageOf(rows, page.limit, (row) => [row.position]);
  },
});
