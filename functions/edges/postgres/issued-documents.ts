/** What documents were issued with; the database writes it where a document comes to be. */
import type { IssuedDocument, IssuedDocumentStore } from '../../capabilities/ports/issued-documents.ts';
import type { Encryption } from '../security/encryption.ts';
import type { Query } from './pool.ts';

type Row = Omit<IssuedDocument, 'postal_address' | 'tax_number'> & {
  postal_address: Buffer | null;
  tax_number: Buffer | null;
  data_key: Buffer | null;
};

export const issuedDocumentStore = (query: Query, encryption: Encryption): IssuedDocumentStore => ({
  async get(kind, id) {
    const [row] = await query<Row>(
      `select d.clinic_version, d.patient_name, d.language, d.postal_address, d.tax_number, p.data_key
       from issued_documents d join patients p on p.id = d.patient_id where d.kind = $1 and d.document_id = $2`,
      [kind, id],
    );
    return row && opened(encryption, row);
  },
});

/** The ciphertext is that of the patient's record, so it is bound to the record's columns. */
function opened(encryption: Encryption, { data_key: key, ...row }: Row): IssuedDocument {
  const open = (name: 'postal_address' | 'tax_number'): string | null => {
    const sealed = row[name];
    return sealed && key && encryption.open(encryption.unwrap(key), sealed, `patient.${name}`);
  };
  return { ...row, postal_address: open('postal_address'), tax_number: open('tax_number') };
}
