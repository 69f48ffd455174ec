/** GET /api/v1/jobs/{id} */
import { jobs } from '../../contracts/jobs.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readJob } from '../../http/replies/jobs.ts';

endpoint(jobs.get, async ({ app, input }) => ({
  ...(await readJob(app, input.id)),
  ...(await app.db.read.jobs.items(input.id, input.state, input)),
}));
