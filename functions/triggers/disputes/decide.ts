/** POST /api/v1/disputes/{id}/decide */
import { decideDispute } from '../../capabilities/disputes/decide.ts';
import { disputes } from '../../contracts/disputes.ts';
import { command } from '../../http/command.ts';
import { readDispute } from '../../http/replies/disputes.ts';

command(
  disputes.decide,
  ({ app, input, caller }) => decideDispute(app, input.id, input.outcome, caller),
  ({ app }, id) => readDispute(app, id),
);
