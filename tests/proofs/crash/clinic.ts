/** A clinic's work as repeatUntilAnswered people do it: every call is repeated with its own key until it is answered. */
import { apiClient, Refused, signIn } from '../../../infra/local/api-client.ts';
import { repeatUntilAnswered } from '../../../infra/local/emulator-control.ts';
import type { Run } from '../../../infra/local/system.ts';

const CLERK = { email: 'clerk@crash.example', password: 'nine lives of a patient cat' };
const ADMIN = { email: 'admin@crash.example', password: 'a lantern in every window' };

type Invoice = { id: string; status: string; balance_cents: number; payment_link: { url: string } | null };
export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Registers staff and gives what a round does. */
export async function openDesk(run: Run) {
  const anyone = apiClient(run.api);
  const setUp = { ...ADMIN, name: 'Ada Admin', role: 'admin', setup_code: run.setupCode };
  await repeatUntilAnswered(() => anyone.post('auth/register', setUp));
  const admin = await repeatUntilAnswered(() => signIn(anyone, ADMIN));
  await repeatUntilAnswered(() =>
    admin.post('auth/register', { ...CLERK, name: 'Cleo Clerk', role: 'billing_clerk' }),
  );
  return sitDown(run.api);
}

/** The same staff at another host, once they are registered. */
export async function sitDown(api: string) {
  const anyone = apiClient(api);
  const admin = await repeatUntilAnswered(() => signIn(anyone, ADMIN));
  let clerk = await repeatUntilAnswered(() => signIn(anyone, CLERK));

  /** A post with its own key, signed in again when the token has grown old. */
  const post = <T>(path: string, body: object, key: string): Promise<T> =>
    repeatUntilAnswered(async () => {
      try {
        return await clerk.post<T>(path, body, key);
      } catch (error) {
        if (error instanceof Refused && error.status === 401) clerk = await signIn(anyone, CLERK);
        throw error;
      }
    });

  /** The refund of a part of what was paid, asked for by one and approved by another. */
  async function refund(key: string, invoiceId: string, cents: number): Promise<void> {
    const paid = await repeatUntilAnswered(async () => {
      const { data } = await clerk.get<{ data: { id: string }[] }>(`invoices/${invoiceId}/payments`);
      if (!data[0]) throw new Error('not booked yet');
      return data[0];
    });
    const input = { amount_cents: cents, reason: 'requested_by_customer', effect: 'reopen' };
    const asked = await post<{ id: string }>(`payments/${paid.id}/refund`, input, `refund-${key}`);
    await repeatUntilAnswered(() => admin.post(`refunds/${asked.id}/approve`, {}, `approve-${key}`));
  }

  return {
    refund,
    read: <T>(path: string) => repeatUntilAnswered(() => admin.get<T>(path)),
    redrive: (key: string, id: string) =>
      repeatUntilAnswered(() => admin.post(`work/${id}/redrive`, {}, `redrive-${key}`)),
    dismiss: (id: string) => repeatUntilAnswered(() => admin.post(`work/${id}/dismiss`, {}, `dismiss-${id}`)),
    replay: (key: string, id: string) =>
      repeatUntilAnswered(() => admin.post(`stripe-events/${id}/replay`, {}, `replay-${key}`)),
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
      post<Invoice>(`invoices/${id}/issue`, { notify, payment_page: 'now' }, `issue-${key}`),
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
