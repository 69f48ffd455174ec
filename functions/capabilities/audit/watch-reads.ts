/** Who read far more records than the work of an hour needs: written into the trail, from where it becomes an alert. */

import type { App } from '../ports.ts';
import { bySystem } from '../system-caller.ts';

/** Different records in an hour. Forty full pages of a list; the busiest desk opens about sixty records. */
export const READ_BUDGET = 1_000;

/** Records each member of staff above the budget once an hour. */
export async function detectUnusualReads(app: App): Promise<void> {
  for (const { staffId, records } of await app.db.read.audit.readersAbove(READ_BUDGET)) {
    await app.db.read.audit.record(bySystem(`read-budget-${staffId}`), {
      action: 'exceed_read_budget',
      targetType: 'staff',
      targetId: staffId,
      details: { records, budget: READ_BUDGET },
    });
    app.log.warn('read_budget_exceeded', { staff_id: staffId, records });
  }
}
