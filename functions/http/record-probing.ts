/** Who asks for much that does not exist or that they may not see is searching: one row in the audit per burst. */
import type { Caller } from '../capabilities/ports/common.ts';
import type { App } from '../capabilities/ports.ts';
import type { Route } from '../contracts/route.ts';

/**
 * Counts an answer 404, or 403 for want of a right, per member of staff, or per address for signed-out callers;
 * beyond twenty in ten minutes one row is written in these ten minutes. The answer stays what it is, also when the
 * count fails.
 */
export async function recordProbing(app: App, route: Route, caller: Caller): Promise<void> {
  try {
    const prober = caller.actor.type === 'staff' ? caller.actor.id : (caller.address ?? 'unknown');
    if (await app.limits.take('missing_record', prober)) return;
    if (!(await app.limits.take('probing_recorded', prober))) return;
    await app.db.read.audit.record(caller, {
      action: 'probe_records',
      targetType: 'operation',
      targetId: route.name,
      outcome: 'refused',
    });
  } catch (error) {
    app.log.warn('probing_not_recorded', { request_id: caller.requestId, error: String(error) });
  }
}
