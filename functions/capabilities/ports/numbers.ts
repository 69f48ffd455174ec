/** The numbers of documents. */
import type { CertifiedNumber, SetAsideNumbers } from '../../contracts/numbers.ts';
import type { NumberedDocument } from '../../domain/numbering.ts';

export type NumberStore = {
  /** The next place of the month's series; others wait for it until this transaction ends. */
  next(kind: NumberedDocument, month: string): Promise<number>;
  /** Writes down which document has the number. */
  record(given: AllocatedNumber): Promise<void>;
  /** Every number of a month, in order, with what became of its document. */
  ofMonth(kind: NumberedDocument, month: string): Promise<CertifiedNumber[]>;
  /** Places that are never given, because a restore cannot know whether they were. */
  setAside(kind: NumberedDocument, month: string): Promise<SetAsideNumbers[]>;
};

export type AllocatedNumber = {
  kind: NumberedDocument;
  month: string;
  sequence: number;
  number: string;
  documentId: string;
};
