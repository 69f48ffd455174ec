/** Whether a document is the clinic's own, for anyone who holds it. */
import { readCheckCode } from '../../domain/document-check.ts';
import type { Caller } from '../ports/common.ts';
import type { CheckedPrint } from '../ports/prints.ts';
import type { App } from '../ports.ts';

export type DocumentToVerify = { code?: string | undefined; sha256?: string | undefined };

/** The document of a check code, or of the hash of a file; null when there is none. Refuses 429 after too many. */
export async function verifyDocument(
  app: App,
  { code, sha256 }: DocumentToVerify,
  by: Caller,
): Promise<CheckedPrint | null> {
  await app.limits.spend('document_check', by.address ?? 'unknown');
  const { prints } = app.db.read;
  if (sha256 !== undefined) return (await prints.byFile(sha256.toLowerCase())) ?? null;
  const digits = readCheckCode(code ?? '');
  return (digits && (await prints.byCode(digits))) || null;
}
