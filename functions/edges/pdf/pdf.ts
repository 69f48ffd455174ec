/** Printed documents as PDF, rendered in a worker thread. */
import type { PdfPort } from '../../capabilities/ports/pdf.ts';
import { refuse } from '../../domain/refusal.ts';
import { createThreads } from '../threads.ts';

/**
 * Four times the most that an invoice may hold. A thread that runs out of memory ends alone, except where one text alone
 * is more than it has: then the process ends with it.
 */
const MOST_CHARACTERS = 1_000_000;

export function createPdf(onCrash: (error: unknown) => void): PdfPort & { close(): Promise<void> } {
  const threads = createThreads('pdf', onCrash);
  return {
    async render(document) {
      if (JSON.stringify(document).length > MOST_CHARACTERS) {
        refuse('unprocessable', 'document_too_large', 'This document is too large to be printed.');
      }
      return threads.run('renderPdf', document);
    },
    readLogo: (file) => threads.run('readLogo', file),
    close: threads.close,
  };
}
