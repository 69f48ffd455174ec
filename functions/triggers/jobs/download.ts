/** GET /api/v1/jobs/{id}/download */
import { readJobDownload } from '../../capabilities/jobs/download.ts';
import { jobs } from '../../contracts/jobs.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Download } from '../../http/reply.ts';

endpoint(
  jobs.download,
  async ({ app, input, caller }) =>
    new Download('application/zip', 'invoices.zip', await readJobDownload(app, input.id, caller)),
);
