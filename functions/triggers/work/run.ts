/** Queue work: does one piece of the outbox's work. */

import { onMessage } from '../../background.ts';
import { runAll } from '../../capabilities/work/run.ts';
import { QUEUES } from '../../contracts/queues.ts';

onMessage('work-run', QUEUES.work, (app, { work_id, others }) => runAll(app, [work_id, ...(others ?? [])]));
