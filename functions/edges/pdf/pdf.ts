/** Printed documents as PDF, rendered in a worker thread. */
import type { PdfPort } from '../../capabilities/ports/documents.ts';
import { createThreads } from '../threads.ts';

export function createPdf(): PdfPort & { close(): Promise<void> } {
  const threads = createThreads('pdf');
  return {
    render: (document) => threads.run('renderPdf', document),
    close: threads.close,
  };
}
