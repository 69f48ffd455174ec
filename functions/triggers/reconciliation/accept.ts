/** POST /api/v1/reconciliation/breaks/{id}/accept */
import { acceptDiscrepancy } from '../../capabilities/reconciliation/accept.ts';
import { reconciliation } from '../../contracts/reconciliation.ts';
import { requireFound } from '../../domain/not-found.ts';
import { nextStep } from '../../domain/reconciliation.ts';
import { command } from '../../http/command.ts';

command(
  reconciliation.accept,
  ({ app, input, caller }) => acceptDiscrepancy(app, input.id, input.note, caller),
  async ({ app }, id) => {
    const found = requireFound(await app.db.read.discrepancies.get(id), 'break');
    return { ...found, next_step: nextStep(found.class) };
  },
);
