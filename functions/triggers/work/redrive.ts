/** POST /api/v1/work/{id}/redrive */
import { redrive } from '../../capabilities/work/redrive.ts';
import { work } from '../../contracts/work.ts';
import { command } from '../../http/command.ts';

command(
  work.redrive,
  ({ app, input, caller }) => redrive(app, input.id, caller),
  async (_, id) => ({ id }),
);
