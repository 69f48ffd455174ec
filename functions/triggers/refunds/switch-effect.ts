/** POST /api/v1/refunds/{id}/effect */
import { switchRefundEffect } from '../../capabilities/refunds/switch-effect.ts';
import { refunds } from '../../contracts/refunds.ts';
import { command } from '../../http/command.ts';
import { readRefund } from '../../http/replies/refunds.ts';

command(
  refunds.switchEffect,
  ({ app, input, caller }) => switchRefundEffect(app, input, caller),
  ({ app }, id) => readRefund(app, id),
);
