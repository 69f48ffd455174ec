/** Timer, twice a minute: writes down the messages that no function could take. */

import { onTimer } from '../../background.ts';
import { collectPoison } from '../../capabilities/work/collect.ts';
import { type QueueName, whyPoisoned } from '../../contracts/queues.ts';

onTimer('work-collect', '*/30 * * * * *', async (app) => {
  await collectPoison(app, (queue, text) => whyPoisoned(queue as QueueName, text));
});
