/** Prints a document with its check code, and keeps its hash, so that it can be recognized later. */
import { checkCode, type PrintedKind } from '../../domain/document-check.ts';
import type { DocumentModel } from '../../domain/document-parts.ts';
import { DOCUMENT_TEXTS } from '../../domain/document-texts.ts';
import { fillIn } from '../../domain/fill-in.ts';
import type { DocumentKind } from '../ports/issued-documents.ts';
import type { App } from '../ports.ts';
import { sha256Of } from './sha256.ts';

export type PrintedDocument = {
  kind: PrintedKind;
  /** Null for a statement or a report, which have none. */
  number: string | null;
  /** What was issued; null for what is made anew at each print. */
  issued: { kind: DocumentKind; id: string } | null;
};

/** The PDF. The same content has the same code, and is kept once. */
export async function printDocument(
  app: App,
  model: DocumentModel,
  { kind, number, issued }: PrintedDocument,
): Promise<Uint8Array> {
  const contentSha256 = sha256Of(JSON.stringify(model));
  const check = fillIn(DOCUMENT_TEXTS[model.language].check, {
    code: checkCode(contentSha256),
    address: `${app.clinic.webUrl.replace(/^https?:\/\//, '')}/verify`,
  });
  const bytes = await app.pdf.render({ ...model, foot: `${model.foot}\n${check}` });
  const datedOn = model.datedAt.slice(0, 10);
  await app.db.read.prints.add({ sha256: sha256Of(bytes), contentSha256, kind, number, datedOn, issued });
  return bytes;
}
