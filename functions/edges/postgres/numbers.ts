/** Gapless series: a counter row per month, locked until the transaction that uses the number ends (decision 5). */
import type { NumberStore, NumberWanted } from '../../capabilities/ports/numbers.ts';
import type { CertifiedNumber, SetAsideNumbers } from '../../contracts/numbers.ts';
import { must } from '../../domain/refusal.ts';
import { iso } from './instants.ts';
import { single } from './many.ts';
import type { Query } from './pool.ts';

export const numberStore = (query: Query): NumberStore => ({
  allocate: (wanted) => single(allocateMany, query, wanted),

  setAside: (kind, month) =>
    query<SetAsideNumbers>(
      `select first, last, reason, ${iso('set_aside_at')} as set_aside_at from numbers_set_aside
       where kind = $1 and month = $2 order by first`,
      [kind, month],
    ),

  ofMonth: (kind, month) =>
    query<CertifiedNumber>(
      `select d.sequence, d.number, d.document_id, ${iso('d.given_at')} as given_at,
         case d.kind when 'invoice' then i.status::text
           when 'receipt' then case when y.reversed_at is not null then 'reversed' else y.status::text end
           else 'issued' end as fate
       from document_numbers d left join invoices i on d.kind = 'invoice' and i.id = d.document_id
         left join payments y on d.kind = 'receipt' and y.id = d.document_id
       where d.kind = $1 and d.month = $2 order by d.sequence`,
      [kind, month],
    ),
});

type Allocated = { sequence: number; number: string };

/** The next numbers of the documents, in their order: one statement for each series and month among them. */
export async function allocateMany(query: Query, wanted: readonly NumberWanted[]): Promise<Allocated[]> {
  const series = new Map<string, NumberWanted[]>();
  for (const each of wanted) {
    const name = `${each.kind} ${each.month}`;
    series.set(name, [...(series.get(name) ?? []), each]);
  }
  const numbers = new Map<string, Allocated>();
  // In one order, so that two transactions never wait for each other's series.
  for (const name of [...series.keys()].sort()) {
    for (const { id, ...number } of await allocate(query, series.get(name) ?? [])) numbers.set(id, number);
  }
  return wanted.map(({ documentId }) => {
    const number = numbers.get(documentId);
    must(number !== undefined, 'a number is allocated');
    return number;
  });
}

const allocate = (query: Query, wanted: readonly NumberWanted[]) =>
  query<Allocated & { id: string }>(
    `with series as (
       insert into number_series as s (kind, month, last)
         values ($1, $2, place_after($1, $2, 0, cardinality($4::uuid[])))
       on conflict (kind, month) do update set last = place_after($1, $2, s.last, cardinality($4::uuid[])) returning last)
     insert into document_numbers (kind, month, sequence, number, document_id)
       select $1, $2, p.sequence,
         $3 || case when p.sequence < 10000 then lpad(p.sequence::text, 4, '0') else p.sequence::text end, d.id
       from series, unnest(places_up_to($1, $2, series.last, cardinality($4::uuid[]))) with ordinality as p (sequence, n)
         join unnest($4::uuid[]) with ordinality as d (id, n) using (n)
       order by p.sequence
     returning document_id as id, sequence, number`,
    [wanted[0]?.kind, wanted[0]?.month, wanted[0]?.stem, wanted.map(({ documentId }) => documentId)],
  );
