/** The control surface of the Stripe emulator, for the demo, proofs and benchmarks that drive a running system. */
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './api-client.ts';
import type { Run } from './run.ts';

const PATIENCE_MS = 90_000;

/** What half of the webhooks may suffer. */
export const WEBHOOK_FAULTS = ['none', 'drop', 'double', 'delay', 'hold'] as const;
export type WebhookFault = (typeof WEBHOOK_FAULTS)[number];

/** Repeats a call while the system is away or busy; an answer that says no is thrown. */
export async function repeatUntilAnswered<T>(call: () => Promise<T>): Promise<T> {
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

/** Drives the Stripe emulator of a running system: payments, and faults of its webhooks. */
export function emulatorControl(run: Run) {
  const act = async <T>(method: string, path: string, body?: object): Promise<T> =>
    repeatUntilAnswered(async () => {
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
    /** Makes half of the webhooks, chosen by the seed, go wrong in this way. */
    async disturbWebhooks(mode: WebhookFault, seed: number): Promise<void> {
      if (mode === 'none') return;
      const rule = {
        drop: { mode },
        hold: { mode },
        double: { mode, copies: 3 },
        delay: { mode, delay_ms: 500 },
      }[mode];
      await act('POST', 'webhooks/rules', { ...rule, fraction: 0.5, seed });
    },
    /** Ends every fault and delivers what was held back. */
    async restoreWebhooks(seed: number): Promise<void> {
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
