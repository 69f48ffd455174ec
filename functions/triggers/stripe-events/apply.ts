/** Queue stripe-events: applies one stored event. */

import { onMessage } from '../../background.ts';
import { runWork } from '../../capabilities/work/run.ts';
import { QUEUES } from '../../contracts/queues.ts';

onMessage('stripe-events-apply', QUEUES.stripeEvents, (app, { work_id }) => runWork(app, work_id));
