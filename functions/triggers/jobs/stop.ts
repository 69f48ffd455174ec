/** POST /api/v1/jobs/{id}/stop */
import { stopJob } from '../../capabilities/jobs/stop.ts';
import { jobs } from '../../contracts/jobs.ts';
import { command } from '../../http/command.ts';
import { readJob } from '../../http/replies/jobs.ts';

command(
  jobs.stop,
  ({ app, input, caller }) => stopJob(app, input.id, caller),
  ({ app }, id) => readJob(app, id),
);
