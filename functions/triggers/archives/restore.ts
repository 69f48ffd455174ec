/** POST /api/v1/archives/{id}/restore */
import { restoreInvoice } from '../../capabilities/archives/restore.ts';
import { archives } from '../../contracts/archives.ts';
import { command } from '../../http/command.ts';
import { readArchive } from '../../http/replies/archives.ts';

command(
  archives.restore,
  ({ app, input, caller }) => restoreInvoice(app, input.id, caller),
  ({ app }, id) => readArchive(app, id),
);
