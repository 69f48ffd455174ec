/** GET /api/v1/jobs/{id}/progress */
import { jobs } from '../../contracts/jobs.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readJob } from '../../http/replies/jobs.ts';

endpoint(jobs.progress, ({ app, input }) => readJob(app, input.id));
