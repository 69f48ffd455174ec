/** Defences of backups, and of what an operator's command could destroy. */
import { type Defence, integrated } from './defence.ts';

const COPY = 'functions/edges/postgres/copy.ts';

export const BACKUP_DEFENCES: readonly Defence[] = [
  integrated(
    'a printed document is compared with the rows',
    'flows/archive-damage',
    'whose PDF was wrong when it was',
    [
      'functions/capabilities/archives/bundle.ts',
      '    pdf_sha256: pdfSha256,\n',
      '    pdf_sha256: sha256Of(pdfDocument.bytes),\n',
    ],
  ),
  integrated(
    'COPY hands out memory of its own',
    'flows/copy',
    ['a reader that waits a turn per chunk', 'the same holds through gzip'],
    [COPY, 'output.push(Buffer.from(chunk))', 'output.push(chunk)'],
  ),
  integrated(
    'a backup holds what PostgreSQL counted and hashed',
    'flows/backup-verified',
    'is found by what PostgreSQL saw',
    [
      'functions/edges/postgres/dump.ts',
      'if (found.rows !== table.rows || !same) {',
      'if (found.rows < 0) {',
    ],
    ['functions/edges/postgres/verify-backup.ts', 'if (rows !== table.rows) return', 'if (rows < 0) return'],
    ['functions/edges/postgres/verify-backup.ts', 'content === table.content ?', 'content !== undefined ?'],
  ),
  integrated(
    'a backup that was not loaded is not whole',
    'flows/backup-verified',
    'where no scratch database can be used',
    ['functions/edges/postgres/backups.ts', 'seen.loaded && seen.found', 'seen.found'],
  ),
  integrated('the old backups wait for a verified one', 'flows/backup-verified', 'removes no older one', [
    'functions/capabilities/backups/make.ts',
    "outcome === 'matched' ? await",
    'outcome !== undefined ? await',
  ]),
  integrated(
    'a ledger with entries is not rolled back',
    'flows/operator-commands',
    'a rollback takes one step back',
    ['infra/operate/rollback.ts', 'if (state.ledgerEntries) {', 'if (state.name === undefined) {'],
  ),
  integrated(
    'a step that holds data is not rolled back',
    'flows/operator-commands',
    'a step that holds data is not taken back',
    ['infra/operate/migrate.ts', 'if (lost.length > 0)', 'if (lost.length < 0)'],
  ),
  integrated(
    'records go behind a verified backup',
    'flows/operator-commands',
    'needs the typed name and a verified backup',
    [
      'infra/operate/live-clinic.ts',
      'if (state.verifiedBackup === null)',
      'if (state.verifiedBackup === undefined)',
    ],
  ),
];
