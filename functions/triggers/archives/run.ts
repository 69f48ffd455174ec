/** POST /api/v1/archives/run */
import { runArchiving } from '../../capabilities/archives/run.ts';
import { archives } from '../../contracts/archives.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(archives.run, async ({ app, input: { dry_run, invoices }, caller }) => ({
  invoices: await runArchiving(app, { dryRun: dry_run, shown: invoices }, caller.requestId),
  dry_run,
}));
