/** Timer, every ten seconds: finds what was stored and not done. */

import { onTimer } from '../../background.ts';
import { sweepWork } from '../../capabilities/work/sweep.ts';

onTimer('work-sweep', '*/10 * * * * *', async (app) => {
  const found = await sweepWork(app);
  if (found > 0) app.log.info('sweep', { found });
});
