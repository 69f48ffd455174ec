/** Runs in a thread of its own: turns documents into PDF. */
export { renderPdf } from './render.ts';
