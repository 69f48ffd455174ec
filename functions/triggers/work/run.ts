/** Queue work: does one piece of the outbox's work. */
import { runWork } from '../../capabilities/work/run.ts';
import { QUEUES } from '../../contracts/queues.ts';
import { onMessage } from '../../background.ts';

onMessage('work-run', QUEUES.work, (app, { work_id }) => runWork(app, work_id));
