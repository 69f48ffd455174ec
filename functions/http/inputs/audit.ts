/** Converts the query parameters of the audit list to the input of its capability. */
import type * as z from 'zod';
import type { AuditFilterInput } from '../../capabilities/audit/list.ts';
import type { audit } from '../../contracts/audit.ts';

type AuditQuery = Omit<z.output<typeof audit.list.input>, 'limit' | 'cursor'>;

export const toAuditFilterInput = ({
  target_type,
  target_id,
  actor_id,
  action,
  outcome,
  request_id,
  from,
  to,
}: AuditQuery): AuditFilterInput => ({
  targetType: target_type,
  targetId: target_id,
  actorId: actor_id,
  action,
  outcome,
  requestId: request_id,
  from,
  to,
});
