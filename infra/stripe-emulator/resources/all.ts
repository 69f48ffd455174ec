/** Every call of the API that the emulator answers. */
import type { Endpoint } from '../http/endpoint.ts';
import { account } from './account.ts';
import { balance } from './balance.ts';
import { checkoutSessions } from './checkout-sessions.ts';
import { disputes } from './disputes.ts';
import { events } from './events.ts';
import { paymentLinks } from './payment-links.ts';
import { payments } from './payments.ts';
import { refunds } from './refunds.ts';
import { webhookEndpoints } from './webhook-endpoints.ts';

export const endpoints: readonly Endpoint[] = [
  ...checkoutSessions,
  ...paymentLinks,
  ...payments,
  ...refunds,
  ...disputes,
  ...balance,
  ...events,
  ...account,
  ...webhookEndpoints,
];
