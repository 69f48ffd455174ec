/** GET /api/v1/audit */
import { auditFilter } from '../../capabilities/audit/list.ts';
import { audit } from '../../contracts/audit.ts';
import { endpoint } from '../../http/endpoint.ts';
import { toAuditFilterInput } from '../../http/inputs/audit.ts';

endpoint(audit.list, ({ app, input: { limit, cursor, ...filter } }) =>
  app.db.read.audit.list(auditFilter(app, toAuditFilterInput(filter)), { limit, cursor }),
);
