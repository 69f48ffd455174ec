/** What was printed. */
import type { PrintedKind } from '../../domain/document-check.ts';
import type { DocumentKind } from './issued-documents.ts';

/** Hashes are in hexadecimal. */
export type NewPrint = {
  sha256: string;
  contentSha256: string;
  kind: PrintedKind;
  number: string | null;
  datedOn: string;
  issued: { kind: DocumentKind; id: string } | null;
};

/** All that a check reveals. */
export type CheckedPrint = { kind: PrintedKind; number: string | null; dated_on: string };

export type PrintStore = {
  /** Keeps a file once, however often it is printed. */
  add(print: NewPrint): Promise<void>;
  /** The document of this file. */
  byFile(sha256: string): Promise<CheckedPrint | undefined>;
  /** The document whose content's hash begins so. */
  byCode(digits: string): Promise<CheckedPrint | undefined>;
};
