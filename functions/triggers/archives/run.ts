/** POST /api/v1/archives/run */
import { countArchivable, sweepArchive } from '../../capabilities/archives/sweep.ts';
import { archives } from '../../contracts/archives.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(archives.run, async ({ app, input: { dry_run, invoices }, caller }) => ({
  invoices: dry_run ? await countArchivable(app) : await sweepArchive(app, caller.requestId, invoices),
  dry_run,
}));
