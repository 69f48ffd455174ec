/** Runs one job in a process of its own, which CRASH_FILE may let die at any of its points. Settings are the environment. */
import { createApp } from '../../functions/app.ts';
import { readConfig } from '../../functions/config.ts';
import { JOBS, type Job } from './jobs.ts';

const { JOB = '', NOW = '' } = process.env;
const app = createApp(readConfig(process.env), { now: () => new Date(NOW) });
try {
  await JOBS[JOB as Job](app);
} finally {
  await app.close();
}
