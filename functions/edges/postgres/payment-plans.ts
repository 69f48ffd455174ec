/** Payment plans in PostgreSQL. */
import type {
  CoveredInvoice,
  NewPlanVersion,
  PaymentPlanStore,
  StoredPlan,
} from '../../capabilities/ports/payment-plans.ts';
import type { Encryption } from '../security/encryption.ts';
import { iso } from './instants.ts';
import { sealFor } from './patient-keys.ts';
import type { Query } from './pool.ts';

const NAME = 'payment_plan_acceptance.name';

const SELECT = `select p.id, p.patient_id as "patientId", p.currency, ${iso('p.created_at')} as "createdAt",
    ${iso('p.cancelled_at')} as "cancelledAt", p.cancel_reason as "cancelReason", t.data_key as "dataKey",
    (select json_agg(json_build_object('id', i.id, 'number', i.invoice_number, 'balanceCents', i.balance_cents,
        'dueOn', i.due_date::text, 'dueBefore', c.due_before::text) order by i.invoice_number)
      from payment_plan_invoices c join invoices i on i.id = c.invoice_id where c.plan_id = p.id) as invoices,
    (select json_agg(json_build_object('version', v.version, 'startedAt', ${iso('v.started_at')}, 'reason', v.reason,
        'staffName', s.name, 'feeInvoiceId', v.fee_invoice_id, 'terms', v.terms, 'termsHash', v.terms_hash,
        'language', v.language,
        'instalments', (select json_agg(json_build_object('position', n.position, 'dueOn', n.due_date::text,
            'amountCents', n.amount_cents) order by n.position)
          from payment_plan_instalments n where n.plan_id = v.plan_id and n.version = v.version),
        'accepted', (select json_build_object('how', a.how, 'name', encode(a.name, 'hex'),
            'acceptedAt', ${iso('a.accepted_at')})
          from payment_plan_acceptances a where a.plan_id = v.plan_id and a.version = v.version),
        'consequence', (select b.consequence from payment_plan_breaks b
          where b.plan_id = v.plan_id and b.version = v.version order by b.position desc limit 1))
        order by v.version desc)
      from payment_plan_versions v join staff s on s.id = v.staff_id where v.plan_id = p.id) as versions
  from payment_plans p join patients t on t.id = p.patient_id`;

type Row = StoredPlan & { dataKey: Buffer | null };

type Reads = 'lock' | 'get' | 'ofPatient' | 'ofInvoice' | 'covered' | 'standing';
type Changes = 'add' | 'cover' | 'cancel' | 'accept';
type Watch = 'missedBefore' | 'addBreak' | 'reminded';

const reads = (query: Query, encryption: Encryption): Pick<PaymentPlanStore, Reads> => {
  /** The plan with the names of who accepted it in clear; they are gone with the patient's key. */
  const readable = ({ dataKey, ...plan }: Row): StoredPlan => {
    for (const { accepted } of plan.versions) {
      if (!accepted?.name) continue;
      const sealed = Buffer.from(accepted.name, 'hex');
      accepted.name = dataKey ? encryption.open(encryption.unwrap(dataKey), sealed, NAME) : null;
    }
    return plan;
  };
  const one = async (suffix: string, value: string): Promise<StoredPlan | undefined> => {
    const [row] = await query<Row>(`${SELECT} ${suffix}`, [value]);
    return row && readable(row);
  };
  return {
    async lock(id) {
      await query('select id from payment_plans where id = $1 for update', [id]);
      return one('where p.id = $1', id);
    },

    get: (id) => one('where p.id = $1', id),

    async ofPatient(patientId) {
      const rows = await query<Row>(
        `${SELECT} where p.patient_id = $1 order by p.created_at desc, p.id desc limit 100`,
        [patientId],
      );
      return rows.map(readable);
    },

    async standing(after, limit) {
      const rows = await query<Row>(
        `${SELECT} where p.cancelled_at is null and ($1::uuid is null or p.id > $1) order by p.id limit $2`,
        [after, limit],
      );
      return rows.map(readable);
    },

    ofInvoice: (invoiceId) =>
      one(
        `where p.id = (select plan_id from payment_plan_invoices where invoice_id = $1 and released_at is null)`,
        invoiceId,
      ),

    covered: (planId) =>
      query<CoveredInvoice>(
        `select i.id, i.invoice_number as number, i.balance_cents as "balanceCents", i.due_date::text as "dueOn",
           c.due_before::text as "dueBefore"
         from payment_plan_invoices c join invoices i on i.id = c.invoice_id where c.plan_id = $1
         order by i.invoice_number`,
        [planId],
      ),
  };
};

const changes = (query: Query, encryption: Encryption): Pick<PaymentPlanStore, Changes> => ({
  async add({ id, patientId, currency, staffId, at }) {
    await query(
      'insert into payment_plans (id, patient_id, currency, staff_id, created_at) values ($1, $2, $3, $4, $5)',
      [id, patientId, currency, staffId, at],
    );
  },

  async cover(planId, invoiceId, dueBefore) {
    const rows = await query(
      `insert into payment_plan_invoices (plan_id, patient_id, currency, invoice_id, due_before)
         select id, patient_id, currency, $2, $3 from payment_plans where id = $1
         on conflict (invoice_id) where released_at is null do nothing returning invoice_id`,
      [planId, invoiceId, dueBefore],
    );
    return rows.length === 1;
  },

  async cancel(id, { staffId, reason, at }) {
    await query(
      'update payment_plans set cancelled_at = $2, cancelled_by = $3, cancel_reason = $4 where id = $1',
      [id, at, staffId, reason],
    );
    await query('update payment_plan_invoices set released_at = $2 where plan_id = $1', [id, at]);
  },

  async accept({ plan, how, name, staffId, linkId, at }) {
    const [patient] = await query<{ wrapped: Buffer | null }>(
      'select data_key as wrapped from patients where id = $1',
      [plan.patientId],
    );
    const key = { patientId: plan.patientId, wrapped: patient?.wrapped ?? null };
    const { version, termsHash } = plan.versions[0];
    const rows = await query(
      `insert into payment_plan_acceptances (plan_id, version, terms_hash, how, name, staff_id, link_id, accepted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (plan_id, version) do nothing returning plan_id`,
      [plan.id, version, termsHash, how, sealFor(encryption, key, name, NAME), staffId, linkId, at],
    );
    return rows.length === 1;
  },
});

async function addPlanVersion(query: Query, version: NewPlanVersion): Promise<void> {
  const { planId, instalments } = version;
  await query(
    `insert into payment_plan_versions (plan_id, version, started_at, fee_invoice_id, reason, staff_id, terms, terms_hash,
           language) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      planId,
      version.version,
      version.startedAt,
      version.feeInvoiceId,
      version.reason,
      version.staffId,
      version.terms,
      version.termsHash,
      version.language,
    ],
  );
  await query(
    `insert into payment_plan_instalments (plan_id, version, position, due_date, amount_cents)
         select $1, $2, * from unnest($3::integer[], $4::date[], $5::bigint[])`,
    [
      planId,
      version.version,
      instalments.map(({ position }) => position),
      instalments.map(({ dueOn }) => dueOn),
      instalments.map(({ amountCents }) => amountCents),
    ],
  );
}

const watch = (query: Query): Pick<PaymentPlanStore, Watch> => ({
  async missedBefore(day) {
    const rows = await query<{ id: string }>(
      `select m.plan_id as id from missed_instalments($1) m where not exists (select from payment_plan_breaks b
         where (b.plan_id, b.version, b.position) = (m.plan_id, m.version, m.position))`,
      [day],
    );
    return rows.map(({ id }) => id);
  },

  async addBreak({ planId, version, position, consequence, at }) {
    const rows = await query(
      `insert into payment_plan_breaks (plan_id, version, position, consequence, noticed_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning plan_id`,
      [planId, version, position, consequence, at],
    );
    return rows.length === 1;
  },

  async reminded(causePrefix) {
    const [row] = await query<{ steps: number[]; count: number }>(
      `select coalesce(array_agg(distinct split_part(cause, ':', 6)::int), '{}') as steps,
         count(distinct cause)::int as count
       from messages where kind = 'instalment' and starts_with(cause, $1)
         and invoice_id in (select invoice_id from payment_plan_invoices where plan_id = split_part($1, ':', 2)::uuid)`,
      [causePrefix],
    );
    return row ?? { steps: [], count: 0 };
  },
});

export const paymentPlanStore = (query: Query, encryption: Encryption): PaymentPlanStore => ({
  ...reads(query, encryption),
  ...changes(query, encryption),
  ...watch(query),
  addVersion: (version) => addPlanVersion(query, version),
});
