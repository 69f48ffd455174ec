/** GET /api/v1/audit/choices */
import { audit } from '../../contracts/audit.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(audit.choices, ({ app }) => app.db.read.audit.choices());
