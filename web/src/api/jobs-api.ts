/** The API of jobs, which only the pages that work on many invoices load. */
import { jobs } from '../../../functions/contracts/jobs.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const jobsApi = createClient({ jobs }, session.send, withProof).jobs;
