/** Queue overdue: decides on a batch of invoices that look overdue. */

import { onMessage } from '../../background.ts';
import { markOverdue } from '../../capabilities/overdue/mark.ts';
import { bySystem } from '../../capabilities/system-caller.ts';
import { QUEUES } from '../../contracts/queues.ts';

onMessage('overdue-mark', QUEUES.overdue, async (app, { invoice_ids, request_id }) => {
  const marked = await markOverdue(app, invoice_ids, bySystem(request_id));
  if (marked > 0) app.log.info('overdue_marked', { marked });
});
