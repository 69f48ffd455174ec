/** The numbers of documents. */
import type { CertifiedNumber, SetAsideNumbers } from '../../contracts/numbers.ts';
import type { NumberedDocument } from '../../domain/numbering.ts';

export type NumberStore = {
  /** Gives the document the next number of the month's series; others wait for theirs until this transaction ends. */
  allocate(wanted: NumberWanted): Promise<{ sequence: number; number: string }>;
  /** Every number of a month, in order, with what became of its document. */
  ofMonth(kind: NumberedDocument, month: string): Promise<CertifiedNumber[]>;
  /** Places that are never given, because a restore cannot know whether they were. */
  setAside(kind: NumberedDocument, month: string): Promise<SetAsideNumbers[]>;
};

export type NumberWanted = {
  kind: NumberedDocument;
  month: string;
  /** What every number of the series begins with. */
  stem: string;
  documentId: string;
};
