/** GET /api/v1/audit/export */
import { exportAudit } from '../../capabilities/audit/export.ts';
import { audit } from '../../contracts/audit.ts';
import { endpoint } from '../../http/endpoint.ts';
import { toAuditFilterInput } from '../../http/inputs/audit.ts';
import { auditFile } from '../../http/replies/audit.ts';

endpoint(audit.export, async ({ app, input: { format, ...filter }, caller }) =>
  auditFile(app, format, await exportAudit(app, toAuditFilterInput(filter), caller)),
);
