/** PDFs of documents, and the logo that they print. */
import type { DocumentModel } from '../../domain/document-parts.ts';

/** A logo as a PNG without transparency, or why the file is none that may be printed. */
export type ReadLogo = { png: Uint8Array } | { problem: 'not_an_image' | 'too_large' | 'active' | 'text' };

export type PdfPort = {
  /** The same content makes the same bytes. */
  render(document: DocumentModel): Promise<Uint8Array>;
  /** Reads an uploaded PNG or SVG. */
  readLogo(file: Uint8Array): Promise<ReadLogo>;
};
