/** The caller that stands for the system itself: queues, timers and patients, who have no account. */
import type { Caller } from './ports/common.ts';

/** The system, acting on behalf of a traced request. */
export const bySystem = (requestId: string, address: string | null = null): Caller => ({
  actor: { type: 'system' },
  requestId,
  address,
});
