/** POST /api/v1/reconciliation/breaks/{id}/book */
import { bookBreak } from '../../capabilities/recovery/bookBreak.ts';
import { reconciliation } from '../../contracts/reconciliation.ts';
import { nextStep } from '../../domain/reconciliation.ts';
import { refuse } from '../../domain/refusal.ts';
import { command } from '../command.ts';

command(
  reconciliation.book,
  ({ app, input, caller }) => bookBreak(app, input, caller),
  async ({ app }, id) => {
    const found = await app.db.read.reconciliation.break(id);
    if (!found) return refuse('missing', 'break_unknown', 'There is no such difference.');
    return { ...found, next_step: nextStep(found.class) };
  },
);
