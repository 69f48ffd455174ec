/** POST /api/v1/work/{id}/dismiss */
import { dismiss } from '../../capabilities/work/dismiss.ts';
import { work } from '../../contracts/work.ts';
import { command } from '../../http/command.ts';

command(
  work.dismiss,
  ({ app, input, caller }) => dismiss(app, input.id, caller),
  async (_, id) => ({ id }),
);
