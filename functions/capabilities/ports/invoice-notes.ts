/** Internal notes on invoices. */
import type { InternalNote } from '../../contracts/invoice-notes.ts';

export type NewInternalNote = {
  id: string;
  invoiceId: string;
  patientId: string;
  note: string;
  staffId: string;
  at: Date;
};

export type InvoiceNoteStore = {
  /** Newest first. */
  list(invoiceId: string): Promise<InternalNote[]>;
  /** One note of any invoice. */
  get(id: string): Promise<InternalNote | undefined>;
  /** Whose a note of the invoice is; undefined when the invoice has no such note. */
  authorOf(invoiceId: string, id: string): Promise<string | undefined>;
  count(invoiceId: string): Promise<number>;
  /** False when the patient was erased, and nothing can be sealed any more. */
  add(note: NewInternalNote): Promise<boolean>;
  remove(id: string): Promise<void>;
};
