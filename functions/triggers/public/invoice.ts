/** GET /api/v1/public/invoices/{token} */
import { openLink } from '../../capabilities/links/open.ts';
import { publicRoutes } from '../../contracts/public.ts';
import { day, dayIn } from '../../domain/calendar.ts';
import { payableOnline, stripeMinimum } from '../../domain/currency.ts';
import { isOverdue, isPayable } from '../../domain/invoice.ts';
import { cents } from '../../domain/money.ts';
import { endpoint } from '../../http/endpoint.ts';
import { clinicOf, publicView } from '../../http/replies/public.ts';

endpoint(publicRoutes.invoice, async ({ app, input, caller }) => {
  const link = await openLink(app, input.token, 'pay', caller);
  const view = await publicView(app, link);
  await app.db.read.links.countView(link.id);
  const { timeZone } = app.clinic;
  const { failure_code: _, ...invoice } = view;
  return {
    ...invoice,
    clinic: clinicOf(app),
    issued_on: dayIn(timeZone, new Date(view.issued_on)),
    overdue: isOverdue(view.status, day(view.due_date), dayIn(timeZone, app.clock.now())),
    payments: view.payments.map(({ amount_cents, method, received_at }) => ({
      amount_cents,
      method,
      received_at,
    })),
    payable:
      isPayable(view.status) && !view.processing && payableOnline(cents(view.balance_cents), view.currency),
    minimum_cents: stripeMinimum(view.currency),
  };
});
