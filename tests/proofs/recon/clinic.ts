/** A clinic with Stripe's emulator, joined by real webhooks and an in-process queue, for the proof of reconciliation. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AddedWork } from '../../../functions/capabilities/ports/work.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { bySystem } from '../../../functions/capabilities/system-caller.ts';
import { storeEvent } from '../../../functions/capabilities/webhooks/stripe.ts';
import { runWork } from '../../../functions/capabilities/work/run.ts';
import { wakingDatabase } from '../../../functions/capabilities/work/wake.ts';
import { until } from '../../../infra/processes/time.ts';
import {
  API_KEY,
  type Harness,
  startHarness,
  WEBHOOK_SECRET,
} from '../../../infra/stripe-emulator/testing.ts';
import { openProofClinic, type ProofClinic } from '../clinic.ts';

export type ReconClinic = ProofClinic & {
  harness: Harness;
  /** Waits until every webhook on its way has arrived and all its work is done. */
  quiet(): Promise<void>;
  /** Moves both clocks, Stripe's and the clinic's. */
  wait(seconds: number): Promise<void>;
  stop(): Promise<void>;
};

export async function openReconClinic(appUrl: string): Promise<ReconClinic> {
  const harness = await startHarness({ retry: { firstMs: 20, maxMs: 100 } });
  const clinic = await openProofClinic(appUrl, {
    stripe: {
      STRIPE_API_BASE: harness.url,
      STRIPE_SECRET_KEY: API_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    },
  });
  const queue = inProcessQueue(clinic.app);
  const app: App = { ...clinic.app, db: wakingDatabase(clinic.app.db, queue) };
  const server = createServer((request, response) => {
    void receive(app, request).then((status) => response.writeHead(status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  await harness.control('POST', '/webhooks/endpoint', { url, secret: WEBHOOK_SECRET });

  let later = 0;
  return {
    ...clinic,
    app,
    harness,
    async quiet() {
      await until('the webhooks', 60_000, async () => {
        await harness.control('POST', '/webhooks/flush');
        const { deliveries } = await harness.control<{ deliveries: { state: string }[] }>(
          'GET',
          '/deliveries',
        );
        return deliveries.every((delivery) => delivery.state !== 'pending');
      });
      await queue.empty();
      for (const { id } of await app.db.read.outbox.due(1000)) await runWork(app, id);
      await queue.empty();
    },
    async wait(seconds) {
      later += seconds;
      clinic.at(new Date(Date.now() + later * 1000));
      await harness.control('POST', '/clock', { advance_seconds: seconds });
    },
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await queue.empty();
      await clinic.close();
      await harness.stop();
    },
  };
}

/** What the queue functions do, one message after the other. */
function inProcessQueue(app: App) {
  let last: Promise<void> = Promise.resolve();
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    // A failure is kept with the event or the work, and tried again from there.
    last = last.then(work).catch(() => undefined);
    return Promise.resolve();
  };
  return {
    enqueueWork: ({ id, topic }: AddedWork) =>
      topic === 'apply_event' ? enqueue(() => runWork(app, id)) : Promise.resolve(),
    async empty(): Promise<void> {
      for (let seen: Promise<void> | undefined; seen !== last; ) {
        seen = last;
        await seen;
      }
    },
  };
}

async function receive(app: App, request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const signature = String(request.headers['stripe-signature']);
    await storeEvent(app, Buffer.concat(chunks).toString('utf8'), signature, bySystem('webhook'));
    return 200;
  } catch {
    return 500;
  }
}
