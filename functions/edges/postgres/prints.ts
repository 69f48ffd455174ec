/** The hashes of printed documents: rows that are only ever added. */
import type { CheckedPrint, PrintStore } from '../../capabilities/ports/prints.ts';
import type { Query } from './pool.ts';

const CHECKED = 'kind, number, dated_on::text as dated_on';

export const printStore = (query: Query): PrintStore => ({
  async add({ sha256, contentSha256, kind, number, datedOn, issued }) {
    await query(
      `insert into document_prints (sha256, content_sha256, kind, number, dated_on, document_kind, document_id)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (sha256) do nothing`,
      [
        Buffer.from(sha256, 'hex'),
        Buffer.from(contentSha256, 'hex'),
        kind,
        number,
        datedOn,
        issued?.kind ?? null,
        issued?.id ?? null,
      ],
    );
  },

  async byFile(sha256) {
    const [row] = await query<CheckedPrint>(`select ${CHECKED} from document_prints where sha256 = $1`, [
      Buffer.from(sha256, 'hex'),
    ]);
    return row;
  },

  async byCode(digits) {
    const [row] = await query<CheckedPrint>(
      `select ${CHECKED} from document_prints where substring(content_sha256 from 1 for 8) = $1 order by printed_at limit 1`,
      [Buffer.from(digits, 'hex')],
    );
    return row;
  },
});
