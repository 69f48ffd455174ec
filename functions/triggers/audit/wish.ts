/** What of the audit trail is asked for, in the words of the capabilities. */
import type * as z from 'zod';
import type { AuditWish } from '../../capabilities/audit/list.ts';
import type { audit } from '../../contracts/audit.ts';

type Asked = Omit<z.output<typeof audit.list.input>, 'limit' | 'cursor'>;

export const wishOf = ({
  target_type,
  target_id,
  actor_id,
  action,
  outcome,
  request_id,
  from,
  to,
}: Asked): AuditWish => ({
  targetType: target_type,
  targetId: target_id,
  actorId: actor_id,
  action,
  outcome,
  requestId: request_id,
  from,
  to,
});
