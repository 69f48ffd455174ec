/** GET /api/v1/public/receipts/{token} */
import type * as z from 'zod';
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { endpoint } from '../endpoint.ts';
import { clinicOf, publicView } from './view.ts';

type State = z.output<typeof publicRoutes.receipt.reply>['state'];

endpoint(publicRoutes.receipt, async ({ app, input }) => {
  const view = await publicView(app, await openLink(app, input.token, 'receipt'));
  const { invoice_number, currency, total_amount_cents, balance_cents, payments, failure_message } = view;
  const state: State = view.processing ? 'waiting' : payments.length > 0 ? 'paid' : 'not_paid';
  return {
    invoice_number,
    invoice_status: view.status,
    currency,
    clinic: clinicOf(app),
    total_amount_cents,
    balance_cents,
    state,
    payments,
    failure_message,
  };
});
