/** Payment pages at Stripe: sessions and links, made with a key that is kept, found again, and closed for good. */
import Stripe from 'stripe';
import * as z from 'zod';
import type { CheckoutKind, CheckoutRequest } from '../../capabilities/ports/checkouts.ts';
import type { SessionNow } from '../../domain/stripe-trust.ts';
import { allOf, orUnknown } from './answers.ts';

/** What we rely on in an answer; a middlebox's 200 with something else is no answer. */
const pageAnswer = z.object({ id: z.string().min(1), url: z.url(), expires_at: z.int().optional() });
const sessionState = z.object({ status: z.enum(['open', 'complete', 'expired']) });

type Page = { stripeId: string; url: string; expiresAt: Date | null };
const readPage = (answer: unknown): Page => {
  const { id, url, expires_at } = pageAnswer.parse(answer);
  return { stripeId: id, url, expiresAt: expires_at === undefined ? null : new Date(expires_at * 1000) };
};

export async function openPage(
  stripe: Stripe,
  kind: CheckoutKind,
  request: CheckoutRequest,
  idempotencyKey: string,
): Promise<Page> {
  const metadata = {
    invoice_id: request.invoiceId,
    clinic_id: request.clinicId,
    ...(request.accountId !== undefined && { account_id: request.accountId }),
    ...(request.checkoutId !== undefined && { checkout_id: request.checkoutId }),
  };
  const lines = request.lines.map((line) => ({
    quantity: 1,
    price_data: {
      currency: request.currency,
      unit_amount: line.amountCents,
      product_data: { name: line.name },
    },
  }));
  if (kind === 'payment_link') {
    const link = await stripe.paymentLinks.create(
      {
        line_items: lines,
        metadata,
        payment_intent_data: { metadata },
        restrictions: { completed_sessions: { limit: 1 } },
        after_completion: {
          type: 'redirect',
          redirect: { url: request.successUrl },
        },
      },
      { idempotencyKey },
    );
    return { ...readPage(link), expiresAt: null };
  }
  return readPage(
    await stripe.checkout.sessions.create(
      {
        mode: 'payment',
        line_items: lines,
        client_reference_id: request.invoiceId,
        metadata,
        payment_intent_data: { metadata },
        // The invoice's currency is what is owed: the account's own setting must not offer another.
        adaptive_pricing: { enabled: false },
        success_url: request.successUrl,
        cancel_url: request.cancelUrl,
        ...(request.expiresAt !== null && { expires_at: request.expiresAt }),
      },
      { idempotencyKey },
    ),
  );
}

/** Stripe's clock may differ from ours by so much. */
const SKEW_SECONDS = 300;

/** The open page that was made for a request; newest first, looking back to the time of the request. */
export async function findPage(
  stripe: Stripe,
  kind: CheckoutKind,
  checkoutId: string,
  since: Date,
): Promise<Page | undefined> {
  const from = Math.floor(since.getTime() / 1000) - SKEW_SECONDS;
  if (kind === 'checkout_session') {
    const sessions = await allOf(
      (page) => stripe.checkout.sessions.list({ ...page, created: { gte: from } }),
      (session) => session,
    );
    const made = sessions.find((each) => each.metadata?.checkout_id === checkoutId && each.status === 'open');
    return made && readPage(made);
  }
  const links = await allOf(
    (page) => stripe.paymentLinks.list({ ...page, active: true }),
    (link) => link,
  );
  const made = links.find((each) => each.metadata.checkout_id === checkoutId);
  return made && { ...readPage(made), expiresAt: null };
}

export const sessionNow = (stripe: Stripe, id: string): Promise<SessionNow | 'unknown'> =>
  orUnknown(async () => {
    const session = await stripe.checkout.sessions.retrieve(id);
    return { status: sessionState.parse(session).status, isPaid: session.payment_status === 'paid' };
  });

/** Closes a page. What Stripe says after the close decides: the patient may have paid while it was being closed. */
export async function closePage(
  stripe: Stripe,
  kind: CheckoutKind,
  id: string,
): Promise<'expired' | 'complete'> {
  if (kind === 'checkout_session') return closeSession(stripe, id);
  await stripe.paymentLinks.update(id, { active: false });
  const ends = await allOf(
    (page) => stripe.checkout.sessions.list({ ...page, payment_link: id }),
    (session) => ({ id: session.id, status: session.status }),
  );
  const open = ends.filter((each) => each.status === 'open');
  for (const session of open) ends.push({ id: session.id, status: await closeSession(stripe, session.id) });
  return ends.some((each) => each.status === 'complete') ? 'complete' : 'expired';
}

/** The payment intent of a page's finished session. */
export async function paidThrough(
  stripe: Stripe,
  kind: CheckoutKind,
  id: string,
): Promise<string | undefined> {
  const read = (session: Stripe.Checkout.Session) => ({
    ...{ id: session.id, isComplete: session.status === 'complete' },
    intent: session.payment_intent,
  });
  const sessions =
    kind === 'checkout_session'
      ? [read(await stripe.checkout.sessions.retrieve(id))]
      : await allOf((page) => stripe.checkout.sessions.list({ ...page, payment_link: id }), read);
  const intent = sessions.find((session) => session.isComplete)?.intent;
  return typeof intent === 'object' ? intent?.id : intent;
}

/** Only an open session can be expired: a 400 means that it was paid or ended before us, so we look. */
async function closeSession(stripe: Stripe, id: string): Promise<'expired' | 'complete'> {
  try {
    await stripe.checkout.sessions.expire(id);
    return 'expired';
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    const { status } = sessionState.parse(await stripe.checkout.sessions.retrieve(id));
    if (status === 'open') throw error;
    return status;
  }
}
