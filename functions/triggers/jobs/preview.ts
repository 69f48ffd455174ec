/** POST /api/v1/jobs/preview */
import { previewJob } from '../../capabilities/jobs/preview.ts';
import { jobs } from '../../contracts/jobs.ts';
import { endpoint } from '../../http/endpoint.ts';
import { jobChoice } from '../../http/inputs/jobs.ts';
import { previewReply } from '../../http/replies/jobs.ts';

endpoint(jobs.preview, async ({ app, input }) => previewReply(await previewJob(app, jobChoice(app, input))));
