/** POST /api/v1/alerts/{kind}/{id}/acknowledge */
import { acknowledgeAlert } from '../../capabilities/alerts/acknowledge.ts';
import { alerts } from '../../contracts/alerts.ts';
import { command } from '../../http/command.ts';

command(
  alerts.acknowledge,
  ({ app, input, caller }) => acknowledgeAlert(app, input, caller),
  async (_, id) => ({ id }),
);
