/** Gapless series: a counter row per month, locked until the transaction that uses the number ends (decision 5). */
import type { NumberStore } from '../../capabilities/ports.ts';
import type { Query } from './pool.ts';

export const numberStore = (query: Query): NumberStore => ({
  async next(kind, month) {
    const [row] = await query<{ last: number }>(
      `insert into number_series as s (kind, month, last) values ($1, $2, 1)
       on conflict (kind, month) do update set last = s.last + 1 returning last`,
      [kind, month],
    );
    return row?.last ?? 0;
  },

  async give(kind, month, sequence, number, documentId) {
    await query(
      'insert into document_numbers (kind, month, sequence, number, document_id) values ($1, $2, $3, $4, $5)',
      [kind, month, sequence, number, documentId],
    );
  },
});
