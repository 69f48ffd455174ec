/** Timer, every half minute: chains the new rows of the audit trail, and seals its head when a seal is due. */

import { onTimer } from '../../background.ts';
import { sealAudit } from '../../capabilities/audit/seal.ts';

onTimer('audit-seal', '*/30 * * * * *', async (app) => {
  await sealAudit(app);
});
