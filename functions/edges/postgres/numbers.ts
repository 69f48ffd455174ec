/** Gapless series: a counter row per month, locked until the transaction that uses the number ends (decision 5). */
import type { NumberStore } from '../../capabilities/ports/numbers.ts';
import type { CertifiedNumber, SetAsideNumbers } from '../../contracts/numbers.ts';
import { firstRow } from './first-row.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

export const numberStore = (query: Query): NumberStore => ({
  async next(kind, month) {
    const row = firstRow(
      await query<{ last: number }>(
        `insert into number_series as s (kind, month, last) values ($1, $2, next_place($1, $2, 0))
       on conflict (kind, month) do update set last = next_place($1, $2, s.last) returning last`,
        [kind, month],
      ),
      'a number is allocated',
    );
    return row.last;
  },

  async record({ kind, month, sequence, number, documentId }) {
    await query(
      'insert into document_numbers (kind, month, sequence, number, document_id) values ($1, $2, $3, $4, $5)',
      [kind, month, sequence, number, documentId],
    );
  },

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
