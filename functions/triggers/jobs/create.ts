/** POST /api/v1/jobs */
import { createJob } from '../../capabilities/jobs/create.ts';
import { jobs } from '../../contracts/jobs.ts';
import { command } from '../../http/command.ts';
import { jobChoice } from '../../http/inputs/jobs.ts';
import { readJob } from '../../http/replies/jobs.ts';

command(
  jobs.create,
  ({ app, input, caller }) => createJob(app, jobChoice(app, input), input.expected_items, caller),
  ({ app }, id) => readJob(app, id),
);
