/** The payment page that a patient opens from the link of the account. */
import type { Currency } from '../../domain/currency.ts';
import type { PageChoice } from '../../domain/page-allocation.ts';
import { openAccountLink } from '../links/open.ts';
import { openAccountPage } from '../patients/checkout.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type OpenedPage, withResult } from './checkout.ts';

/** Refuses as `openAccountLink` and `openAccountPage`, and `too_many_requests` (429). */
export async function openAccountCheckout(
  app: App,
  { token, ...choice }: PageChoice & { token: string; currency: Currency },
  by: Caller,
): Promise<OpenedPage> {
  const { id, patientId } = await openAccountLink(app, token, by);
  await app.limits.spend('checkout', id);
  return withResult(app, await openAccountPage(app, { patientId, ...choice }, by));
}
