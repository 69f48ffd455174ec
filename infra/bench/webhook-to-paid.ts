/** How long a burst of payments at Stripe takes until each invoice is paid here. */
import type pg from 'pg';
import type { ApiClient } from '../local/api-client.ts';
import { emulatorControl } from '../local/emulator-control.ts';
import type { System } from '../local/system.ts';
import { until } from '../processes/time.ts';
import { idsOf, makeDrafts } from './subjects.ts';

export const BURST = 200;

/** A burst of payments at Stripe: how long until each invoice is paid here. */
export async function webhookToPaid(
  api: ApiClient,
  { system, owner, staffId }: { system: System; owner: pg.Client; staffId: string },
): Promise<{ seconds: number; median: number }> {
  const stripe = emulatorControl(system.run);
  await makeDrafts(owner, staffId, BURST);
  const drafts = await idsOf(owner, 'draft', BURST);
  const pages: string[] = [];
  for (const id of drafts) {
    await api.post(`invoices/${id}/issue`, {});
    type Page = { stripe_checkout_session_id: string };
    pages.push((await api.post<Page>(`invoices/${id}/create-payment-link`, {})).stripe_checkout_session_id);
  }
  const began = Date.now();
  await Promise.all(pages.map((page) => stripe.pay(page, '4242424242424242')));
  const unpaid = async (): Promise<number> => {
    const { rows } = await owner.query<{ count: number }>(
      `select count(*)::int from invoices where id = any ($1) and status <> 'paid'`,
      [drafts],
    );
    return rows[0]?.count ?? 0;
  };
  let median: number | undefined;
  await until('every payment is applied', 120_000, async () => {
    const left = await unpaid();
    if (left <= BURST / 2) median ??= (Date.now() - began) / 1000;
    return left === 0;
  });
  const whole = (Date.now() - began) / 1000;
  return { seconds: whole, median: median ?? whole };
}
