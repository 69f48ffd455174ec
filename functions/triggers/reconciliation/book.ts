/** POST /api/v1/reconciliation/breaks/{id}/book */
import { bookDiscrepancy } from '../../capabilities/reconciliation/book.ts';
import { reconciliation } from '../../contracts/reconciliation.ts';
import { requireFound } from '../../domain/not-found.ts';
import { nextStep } from '../../domain/reconciliation.ts';
import { command } from '../../http/command.ts';

command(
  reconciliation.book,
  ({ app, input, caller }) => bookDiscrepancy(app, input, caller),
  async ({ app }, id) => {
    const found = requireFound(await app.db.read.discrepancies.get(id), 'break');
    return { ...found, next_step: nextStep(found.class) };
  },
);
