/** Runs in a thread of its own: turns documents into PDF, and logos into pixels. */
export { readLogo } from './logo.ts';
export { renderPdf } from './render.ts';
