/** Internal notes in PostgreSQL: ciphertext under the key of the patient whose invoice it was when they were written. */
import type { InvoiceNoteStore } from '../../capabilities/ports/invoice-notes.ts';
import type { InternalNote } from '../../contracts/invoice-notes.ts';
import { INTERNAL_NOTES_MAX } from '../../domain/internal-note.ts';
import type { Encryption } from '../security/encryption.ts';
import { iso } from './instants.ts';
import type { Query } from './pool.ts';

/** Binds the ciphertext to its column. */
const PURPOSE = 'invoice_note.note';

type Row = Omit<InternalNote, 'note'> & { note: Buffer; data_key: Buffer | null };

const NOTE = `select n.id, n.note, p.data_key, n.staff_id, s.name as staff_name, ${iso('n.created_at')} as created_at
  from invoice_notes n join staff s on s.id = n.staff_id join patients p on p.id = n.patient_id`;

export const invoiceNoteStore = (query: Query, encryption: Encryption): InvoiceNoteStore => {
  const shown = ({ note, data_key: key, ...row }: Row): InternalNote => ({
    ...row,
    note: key && encryption.open(encryption.unwrap(key), note, PURPOSE),
  });
  return {
    async list(invoiceId) {
      const rows = await query<Row>(
        `${NOTE} where n.invoice_id = $1 order by n.created_at desc, n.id desc limit ${INTERNAL_NOTES_MAX}`,
        [invoiceId],
      );
      return rows.map(shown);
    },

    async get(id) {
      const [row] = await query<Row>(`${NOTE} where n.id = $1`, [id]);
      return row && shown(row);
    },

    async authorOf(invoiceId, id) {
      const [row] = await query<{ staff_id: string }>(
        'select staff_id from invoice_notes where id = $1 and invoice_id = $2',
        [id, invoiceId],
      );
      return row?.staff_id;
    },

    async count(invoiceId) {
      const [row] = await query<{ notes: number }>(
        'select count(*)::int as notes from invoice_notes where invoice_id = $1',
        [invoiceId],
      );
      return row?.notes ?? 0;
    },

    async add({ id, invoiceId, patientId, note, staffId, at }) {
      const [patient] = await query<{ data_key: Buffer | null }>(
        'select data_key from patients where id = $1',
        [patientId],
      );
      if (!patient?.data_key) return false;
      await query(
        `insert into invoice_notes (id, invoice_id, patient_id, note, staff_id, created_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [
          id,
          invoiceId,
          patientId,
          encryption.seal(encryption.unwrap(patient.data_key), note, PURPOSE),
          staffId,
          at,
        ],
      );
      return true;
    },

    async remove(id) {
      await query('delete from invoice_notes where id = $1', [id]);
    },
  };
};
