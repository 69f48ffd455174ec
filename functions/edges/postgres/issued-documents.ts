/** What documents were issued with; the database writes it where a document comes to be. */
import type { IssuedDocument, IssuedDocumentStore } from '../../capabilities/ports/issued-documents.ts';
import type { Query } from './pool.ts';

export const issuedDocumentStore = (query: Query): IssuedDocumentStore => ({
  async get(kind, id) {
    const [row] = await query<IssuedDocument>(
      'select clinic_version, patient_name, language from issued_documents where kind = $1 and document_id = $2',
      [kind, id],
    );
    return row;
  },
});
