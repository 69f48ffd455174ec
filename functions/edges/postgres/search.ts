/** One search over patients, documents and money: one statement whose every part is bounded and read from an index. */
import type { SearchStore } from '../../capabilities/ports/search.ts';
import type { Found } from '../../contracts/search.ts';
import type { SearchGroup, SearchTerms } from '../../domain/search.ts';
import type { Encryption } from '../security/encryption.ts';
import { iso } from './instants.ts';
import { fromJson, openRow, PATIENT, type PatientRow } from './patient-rows.ts';
import { matching } from './patient-search.ts';
import type { Query } from './pool.ts';

/** Of each group, and of each way in which something is found. */
const MOST = 5;

type Bind = (value: unknown) => string;
type Hits = Omit<Found, 'patients'> & { patients: PatientRow[] };

export const searchStore = (query: Query, encryption: Encryption): SearchStore => ({
  async find(terms, groups, phone) {
    const values: unknown[] = [];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const patients = () => {
      const condition = matching(encryption, { text: terms.text, phone, days: terms.days }, bind);
      return `select ${PATIENT} from patients p where p.erased_at is null and ${condition}
        order by p.name_search, p.id limit ${MOST}`;
    };
    const rows: Record<SearchGroup, () => string | undefined> = {
      patients,
      invoices: () => invoices(terms, bind),
      payments: () => payments(terms, bind),
      credit_notes: () => creditNotes(terms, bind),
      refunds: () => refunds(terms, bind),
    };
    const columns = Object.entries(rows).map(([group, of]) => {
      const found = groups.includes(group as SearchGroup) ? of() : undefined;
      return `${found ? `(select coalesce(json_agg(row_to_json(f)), '[]') from (${found}) f)` : `'[]'::json`} as ${group}`;
    });
    const [found] = await query<Hits>(`select ${columns.join(', ')}`, values);
    if (!found) return { patients: [], invoices: [], payments: [], credit_notes: [], refunds: [] };
    return { ...found, patients: found.patients.map((row) => shown(encryption, row)) };
  },
});

function shown(encryption: Encryption, row: PatientRow): Found['patients'][number] {
  const { id, name, email, phone, dob } = openRow(encryption, fromJson(row));
  return { id, name, email, phone, dob };
}

/** Documents whose number begins so; the greatest number first. */
const beginning = (from: string, column: string, start: string): string =>
  `(select id from ${from} where ${column} collate "C" >= ${start} and ${column} collate "C" < ${start} || '~'
    order by ${column} collate "C" desc limit ${MOST})`;

/** A table, its column of an amount, and the instant by which it is sorted. */
type Priced = { from: string; column: string; newest: string };
const BALANCES = { from: 'invoices', column: 'balance_cents', newest: 'created_at' };
const TOTALS = { from: 'invoices', column: 'total_amount_cents', newest: 'created_at' };
const PAID = { from: 'payments', column: 'amount_cents', newest: 'received_at' };
const CREDITED = { from: 'credit_notes', column: 'amount_cents', newest: 'issued_at' };

/** What has one of the amounts in its currency; the newest of each. */
function ofAmount(
  { amounts }: SearchTerms,
  bind: Bind,
  { from, column, newest }: Priced,
): string | undefined {
  if (amounts.length === 0) return undefined;
  const currencies = bind(amounts.map(({ currency }) => currency));
  const cents = bind(amounts.map((each) => each.cents));
  return `(select x.id from unnest(${currencies}::text[], ${cents}::bigint[]) as asked (currency, cents) cross join lateral
    (select id from ${from} where ${column} = asked.cents and currency = asked.currency and ${column} > 0
      order by ${newest} desc limit ${MOST}) x)`;
}

/** The rows of the first way that finds each, in the order of the ways. */
const ranked = (ways: readonly (string | undefined)[]): string | undefined => {
  const given = ways.filter((way) => way !== undefined);
  if (given.length === 0) return undefined;
  const each = given.map((way, rank) => `select id, ${rank} as rank from ${way} as way`);
  return `(select id, min(rank) as rank from (${each.join(' union all ')}) all_ways group by id) hit`;
};

function invoices(terms: SearchTerms, bind: Bind): string | undefined {
  const { number, stripeId } = terms;
  const hits = ranked([
    number && beginning('invoices', 'invoice_number', bind(number.beginning)),
    number?.ending &&
      `(select id from invoices where invoice_number like ${bind(`%${number.ending}`)} limit ${MOST})`,
    stripeId &&
      `(select k.invoice_id as id from checkout_invoices k
      join checkout_sessions c on c.id = k.checkout_id where c.stripe_id = ${bind(stripeId)})`,
    ofAmount(terms, bind, BALANCES),
    ofAmount(terms, bind, TOTALS),
  ]);
  return (
    hits &&
    `select i.id, i.invoice_number, p.name as patient_name, i.status, i.currency, i.total_amount_cents, i.balance_cents
     from ${hits} join invoices i on i.id = hit.id join patients p on p.id = i.patient_id
     order by hit.rank, i.created_at desc limit ${MOST}`
  );
}

/** The invoice `i` of something, and its patient. */
const OF_INVOICE = 'i.id as invoice_id, i.invoice_number, p.name as patient_name';
const PERSON = 'join patients p on p.id = i.patient_id';

function payments(terms: SearchTerms, bind: Bind): string | undefined {
  const { number, stripeId } = terms;
  const id = stripeId && bind(stripeId);
  const hits = ranked([
    number && beginning('payments', 'receipt_number', bind(number.beginning)),
    id && `(select id from payments where stripe_payment_id = ${id})`,
    id && `(select id from payments where stripe_charge_id = ${id})`,
    id && `(select payment_id as id from disputes where stripe_dispute_id = ${id})`,
    ofAmount(terms, bind, PAID),
  ]);
  return (
    hits &&
    `select y.id, y.amount_cents, y.currency, y.status, y.method, y.receipt_number, ${iso('y.received_at')} as received_at, ${OF_INVOICE}
     from ${hits} join payments y on y.id = hit.id join invoices i on i.id = y.invoice_id ${PERSON}
     order by hit.rank, y.received_at desc limit ${MOST}`
  );
}

function creditNotes(terms: SearchTerms, bind: Bind): string | undefined {
  const { number } = terms;
  const hits = ranked([
    number && beginning('credit_notes', 'number', bind(number.beginning)),
    ofAmount(terms, bind, CREDITED),
  ]);
  return (
    hits &&
    `select n.id, n.number, n.amount_cents, n.currency, ${OF_INVOICE}
     from ${hits} join credit_notes n on n.id = hit.id join invoices i on i.id = n.invoice_id ${PERSON}
     order by hit.rank, n.issued_at desc limit ${MOST}`
  );
}

function refunds({ stripeId }: SearchTerms, bind: Bind): string | undefined {
  return (
    stripeId &&
    `select r.id, r.payment_id, r.amount_cents, r.currency, r.status, ${OF_INVOICE}
     from refunds r join payments y on y.id = r.payment_id join invoices i on i.id = y.invoice_id ${PERSON}
     where r.stripe_refund_id = ${bind(stripeId)}`
  );
}
