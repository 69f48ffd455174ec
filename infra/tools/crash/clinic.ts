/** A clinic's work as stubborn people do it: every call is repeated with its own key until it is answered. */
import { setTimeout as pause } from 'node:timers/promises';
import { apiClient, Refused, signIn } from '../../local/apiClient.ts';
import type { Run } from '../../local/system.ts';
import type { WEBHOOKS } from './points.ts';

const CLERK = { email: 'clerk@crash.example', password: 'nine lives of a patient cat' };
const ADMIN = { email: 'admin@crash.example', password: 'a lantern in every window' };
const PATIENCE_MS = 90_000;

type Invoice = { id: string; status: string; balance_cents: number; payment_link: { url: string } | null };
export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Repeats a call while the system is away or busy; an answer that says no is thrown. */
export async function stubborn<T>(call: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const away =
        !(error instanceof Refused) || error.status >= 500 || error.status === 429 || error.status === 401;
      const busy =
        error instanceof Refused &&
        /request_in_progress|payment_in_progress|payment_page_busy/.test(error.message);
      if ((!away && !busy) || Date.now() > end) throw error;
      await pause(100);
    }
  }
}

/** Registers staff and gives what a round does. */
export async function openDesk(run: Run) {
  const anyone = apiClient(run.api);
  const setUp = { ...ADMIN, name: 'Ada Admin', role: 'admin', setup_code: run.setupCode };
  await stubborn(() => anyone.post('auth/register', setUp));
  const admin = await stubborn(() => signIn(anyone, ADMIN));
  await stubborn(() => admin.post('auth/register', { ...CLERK, name: 'Cleo Clerk', role: 'billing_clerk' }));
  return sitDown(run.api);
}

/** The same staff at another host, once they are registered. */
export async function sitDown(api: string) {
  const anyone = apiClient(api);
  const admin = await stubborn(() => signIn(anyone, ADMIN));
  let clerk = await stubborn(() => signIn(anyone, CLERK));

  /** A post with its own key, signed in again when the token has grown old. */
  const post = <T>(path: string, body: object, key: string): Promise<T> =>
    stubborn(async () => {
      try {
        return await clerk.post<T>(path, body, key);
      } catch (error) {
        if (error instanceof Refused && error.status === 401) clerk = await signIn(anyone, CLERK);
        throw error;
      }
    });

  /** The refund of a part of what was paid, asked for by one and approved by another. */
  async function refund(key: string, invoiceId: string, cents: number): Promise<void> {
    const paid = await stubborn(async () => {
      const { data } = await clerk.get<{ data: { id: string }[] }>(`invoices/${invoiceId}/payments`);
      if (!data[0]) throw new Error('not booked yet');
      return data[0];
    });
    const wish = { amount_cents: cents, reason: 'requested_by_customer', effect: 'reopen' };
    const asked = await post<{ id: string }>(`payments/${paid.id}/refund`, wish, `refund-${key}`);
    await stubborn(() => admin.post(`refunds/${asked.id}/approve`, {}, `approve-${key}`));
  }

  return {
    refund,
    read: <T>(path: string) => stubborn(() => admin.get<T>(path)),
    redrive: (key: string, id: string) =>
      stubborn(() => admin.post(`work/${id}/redrive`, {}, `redrive-${key}`)),
    dismiss: (id: string) => stubborn(() => admin.post(`work/${id}/dismiss`, {}, `dismiss-${id}`)),
    replay: (key: string, id: string) =>
      stubborn(() => admin.post(`stripe-events/${id}/replay`, {}, `replay-${key}`)),
    patient: (key: string, contact: { phone?: string } = {}) =>
      post<{ id: string }>(
        'patients',
        { name: `Patient ${key}`, email: `${key}@patients.example`, ...contact },
        `patient-${key}`,
      ),
    draft: (key: string, patientId: string, cents: number) =>
      post<Invoice>(
        'invoices',
        {
          patient_id: patientId,
          due_date: '2030-01-31',
          items: [{ description: 'Visit', quantity: 1, unit_price_cents: cents }],
        },
        `draft-${key}`,
      ),
    issue: (key: string, id: string, notify: readonly ('email' | 'sms')[] = ['email']) =>
      post<Invoice>(`invoices/${id}/issue`, { notify }, `issue-${key}`),
    cancel: (key: string, id: string) =>
      post<Invoice>(`invoices/${id}/cancel`, { reason: 'No show' }, `cancel-${key}`),
    page: (key: string, id: string, amountCents?: number) =>
      post<{ url: string; stripe_checkout_session_id: string }>(
        `invoices/${id}/create-payment-link`,
        amountCents === undefined ? {} : { amount_cents: amountCents },
        `page-${key}`,
      ),
  };
}

/** What a payer and a mischief-maker do at the emulator. */
export function emulator(run: Run) {
  const act = async <T>(method: string, path: string, body?: object): Promise<T> =>
    stubborn(async () => {
      const response = await fetch(`${run.stripe}/_control/${path}`, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Refused(response.status, text);
      return JSON.parse(text) as T;
    });
  return {
    /** Pays a page; a page that was paid or closed meanwhile stays as it is. */
    async pay(sessionId: string, card: string): Promise<void> {
      await act('POST', `sessions/${sessionId}/pay`, { card }).catch((error: unknown) => {
        if (!(error instanceof Refused) || error.status >= 500) throw error;
      });
    },
    async mischief(mode: (typeof WEBHOOKS)[number], seed: number): Promise<void> {
      if (mode === 'none') return;
      const rule = {
        drop: { mode },
        hold: { mode },
        double: { mode, copies: 3 },
        delay: { mode, delay_ms: 500 },
      }[mode];
      await act('POST', 'webhooks/rules', { ...rule, fraction: 0.5, seed });
    },
    async heal(seed: number): Promise<void> {
      await act('POST', 'webhooks/release', { order: 'shuffle', seed });
      await act('DELETE', 'webhooks/rules');
      await act('DELETE', 'faults');
      await act('POST', 'webhooks/flush', {});
    },
    truth: () => act<Truth>('GET', 'truth'),
  };
}

export type Truth = {
  sessions: { id: string; status: string; metadata: Record<string, string> }[];
  charges: {
    id: string;
    status: string;
    amount: number;
    payment_intent: string;
    metadata: Record<string, string>;
  }[];
  refunds: {
    id: string;
    status: string;
    amount: number;
    payment_intent: string;
    metadata: Record<string, string>;
  }[];
};
