/** Defences of backups, and of what an operator's command could destroy. */
import { type Defence, integrated } from './defence.ts';

const COPY = 'functions/edges/postgres/copy.ts';

export const BACKUP_DEFENCES: readonly Defence[] = [
  integrated(
    'COPY hands out memory of its own',
    'flows/copy',
    ['a reader that waits a turn per chunk', 'the same holds through gzip'],
    [COPY, 'output.push(Buffer.from(chunk))', 'output.push(chunk)'],
  ),
];
