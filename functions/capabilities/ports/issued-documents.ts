/** What documents were issued with. */
import type { Language } from '../../domain/messages.ts';

export const DOCUMENT_KINDS = ['invoice', 'credit_note', 'receipt', 'refund'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export type IssuedDocument = {
  /** Of the clinic's details; null for what was issued before there were versions. */
  clinic_version: number | null;
  /** As it was on the day of the issue. */
  patient_name: string;
  /** Null when none was on file, and for what was issued before documents kept it. */
  postal_address: string | null;
  tax_number: string | null;
  language: Language;
};

export type IssuedDocumentStore = {
  /** The document of this credit note, payment (`receipt`), refund or invoice. */
  get(kind: DocumentKind, id: string): Promise<IssuedDocument | undefined>;
};
