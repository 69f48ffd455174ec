/** POST /api/v1/jobs/{id}/retry */
import { retryJob } from '../../capabilities/jobs/retry.ts';
import { jobs } from '../../contracts/jobs.ts';
import { command } from '../../http/command.ts';
import { readJob } from '../../http/replies/jobs.ts';

command(
  jobs.retry,
  ({ app, input, caller }) => retryJob(app, input.id, caller),
  ({ app }, id) => readJob(app, id),
);
