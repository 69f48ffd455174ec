/**
 * One restore drill: a clinic works, is backed up at a moment that the seed chooses, works on, and is lost. The backup is
 * restored, pending approvals are repeated before and after the recovery, and Stripe is compared with the books.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../functions/app.ts';
import type { BlobStore } from '../../../functions/capabilities/ports/blobs.ts';
import { Refusal } from '../../../functions/domain/refusal.ts';
import { readManifest, writeBackup } from '../../../functions/edges/postgres/dump.ts';
import { withClient } from '../../../infra/local/postgres/roles.ts';
import { folderTarget } from '../../../infra/operate/backup/folder.ts';
import { loadBackup } from '../../../infra/operate/backup/load.ts';
import { migrateTo } from '../../../infra/operate/migrate.ts';
import { API_KEY, startHarness, WEBHOOK_SECRET } from '../../../infra/stripe-emulator/testing.ts';
import { buildIssued } from '../../support/clinic-builder.ts';
import { billOf, newPatient, openProofClinic, withoutQueues } from '../clinic.ts';
import { seeded } from '../ledger/random.ts';
import { type DrillClinic, drillClinic } from './clinic.ts';
import { approve, operate, requestTwo } from './scenario.ts';
import { judge } from './verdict.ts';

/** Nothing is archived in a drill: its backup is the database alone. */
const noRecords = (blobs: BlobStore): BlobStore => ({ ...blobs, async *list() {} });

type Urls = { ownerUrl: string; appUrl: string };
export type DrillResult = { pending: number; recovered: Record<string, number>; faults: string[] };

/**
 * @param live a migrated database
 * @param restored an empty one, which takes the backup
 * @param operations how many before the backup, and as many after it
 */
export async function runDrill(
  { live, restored }: { live: Urls; restored: Urls },
  { seed, operations }: { seed: number; operations: number },
): Promise<DrillResult> {
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), 'restore-drill-'));
  const harness = await startHarness();
  try {
    const stripe = {
      STRIPE_API_BASE: harness.url,
      STRIPE_SECRET_KEY: API_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    };
    const proof = await openProofClinic(live.appUrl, { stripe });
    const clinic = drillClinic(proof, harness, live.ownerUrl);
    const target = folderTarget(join(folder, 'night'));
    try {
      const patientId = await newPatient(proof.app, proof.clerk);
      for (let count = 0; count < 4; count++)
        await buildIssued(proof.app, proof.clerk, billOf(patientId, 100_00));
      await clinic.work();
      await operate(clinic, random, patientId, random.whole(Math.ceil(operations / 2), operations));
      const requested = await requestTwo(clinic, patientId);
      await withClient(live.appUrl, (client) =>
        writeBackup(client, proof.config.DATA_KEYS, target, noRecords(proof.app.blobs)),
      );
      await approve(clinic, requested);
      await clinic.work();
      await operate(clinic, random, patientId, operations);
    } finally {
      await proof.close();
    }
    const manifest = await readManifest(proof.config.DATA_KEYS, target);
    await migrateTo(restored.ownerUrl, manifest.migrations);
    await loadBackup(restored.ownerUrl, proof.config.DATA_KEYS, target, manifest);

    // In every other drill so much time has passed that Stripe has forgotten the idempotency keys.
    const late = seed % 2 === 0 ? 25 * 3600 : 0;
    if (late > 0) await harness.control('POST', '/clock', { advance_seconds: late });
    const clock = { now: () => new Date(Date.now() + late * 1000) };
    const made = createApp({ ...proof.config, DATABASE_URL: restored.appUrl }, clock);
    const app = withoutQueues(made);
    try {
      return await recover(drillClinic({ ...proof, app }, harness, restored.ownerUrl), random.whole(0, 1));
    } finally {
      await made.close();
    }
  } finally {
    await harness.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every second pending approval is repeated before anything is recovered, the others afterwards. */
async function recover(clinic: DrillClinic, first: number): Promise<DrillResult> {
  const pending = await clinic.refunds('requested');
  for (const [index, { id }] of pending.entries()) if (index % 2 === first) await approve(clinic, id);
  await clinic.work();
  const recovered = await clinic.reconcile();
  for (const [index, { id }] of pending.entries()) {
    if (index % 2 === first) continue;
    await approve(clinic, id).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
  }
  await clinic.work();
  await clinic.sync();
  await clinic.reconcile();
  return { pending: pending.length, recovered, faults: await judge(clinic) };
}
