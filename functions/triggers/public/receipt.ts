/** GET /api/v1/public/receipts/{token} */
import type * as z from 'zod';
import { openLink } from '../../capabilities/links/open.ts';
import type { App } from '../../capabilities/ports.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { opens } from '../../domain/patient-link.ts';
import { endpoint } from '../../http/endpoint.ts';
import { clinicOf, publicView } from '../../http/replies/public.ts';

type State = z.output<typeof publicRoutes.receipt.reply>['state'];

endpoint(publicRoutes.receipt, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'receipt', caller);
  const view = await publicView(app, link);
  await app.db.read.links.countView(link.id);
  const { invoice_number, currency, total_amount_cents, balance_cents, to_credit_cents, payments } = view;
  const waiting = view.processing || (await isUnconfirmed(app, link.invoiceId, input.session));
  const state: State = waiting ? 'waiting' : payments.length > 0 ? 'paid' : 'not_paid';
  return {
    invoice_number,
    invoice_status: view.status,
    currency,
    clinic: clinicOf(app),
    total_amount_cents,
    balance_cents,
    to_credit_cents,
    state,
    payments,
    opens_invoice: opens(link.purpose, 'pay'),
    failure_code: view.failure_code,
  };
});

/** Stripe sends a patient back from a page only when it is finished: a page that is still open here has no result yet. */
async function isUnconfirmed(app: App, invoiceId: string, session: string | undefined): Promise<boolean> {
  if (session === undefined) return false;
  const page = await app.db.read.checkouts.byStripeId(session);
  return page?.invoiceId === invoiceId && ['creating', 'open', 'closing'].includes(page.state);
}
