/** GET /api/v1/jobs */
import { jobs } from '../../contracts/jobs.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(jobs.list, ({ app, input }) => app.db.read.jobs.list(input));
