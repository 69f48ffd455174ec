/** POST /api/v1/disputes/{id}/decide */
import { decideDispute } from '../../capabilities/disputes/decide.ts';
import { disputes } from '../../contracts/disputes.ts';
import { command } from '../command.ts';
import { readDispute } from './read.ts';

command(
  disputes.decide,
  ({ app, input, caller }) => decideDispute(app, input.id, input.outcome, caller),
  ({ app }, id) => readDispute(app, id),
);
