/** Sealing the audit trail: rows are chained, the head is signed, and the seal is kept outside the database too. */

import type { AuditSeal } from '../ports/audit-chain.ts';
import type { App, Stores } from '../ports.ts';
import { GENESIS, linkHash, rowHash, sealCode, sealText } from './chain-hash.ts';

const BATCH = 1_000;
const MAX_BATCHES = 100;
/** A seal is due after so many rows, or when the oldest row without one has waited so long. */
const ROWS_PER_SEAL = 1_000;
const SEAL_AFTER_MILLISECONDS = 60_000;

/** Chains what is new and seals when a seal is due, or `atOnce`. Beside another run it does nothing. */
export async function sealAudit(
  app: App,
  { atOnce = false } = {},
): Promise<{ chained: number; sealed: boolean }> {
  let chained = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const added = await app.db.transaction(async (tx) => ((await tx.auditChain.lock()) ? chainBatch(tx) : 0));
    chained += added;
    if (added < BATCH) break;
  }
  const sealed = (await due(app, atOnce)) && (await app.db.transaction((tx) => sealPage(app, tx)));
  await storeSeals(app);
  return { chained, sealed };
}

/** How many rows were chained, at most a batch. */
async function chainBatch(tx: Stores): Promise<number> {
  const rows = await tx.auditChain.unchained(BATCH);
  if (rows.length === 0) return 0;
  const head = await tx.auditChain.head();
  let previous = head?.hash ?? GENESIS;
  const first = (head?.position ?? 0) + 1;
  const links = rows.map((row, index) => {
    const position = first + index;
    const hashed = rowHash(row);
    const link = { position, auditId: row.id, rowHash: hashed, previousHash: previous };
    previous = linkHash(previous, position, hashed);
    return { ...link, hash: previous };
  });
  await tx.auditChain.add(links);
  return links.length;
}

async function due({ db: { read } }: App, atOnce: boolean): Promise<boolean> {
  const head = await read.auditChain.head();
  const sealedTo = (await read.auditChain.newestSeal())?.position ?? 0;
  if (!head || head.position === sealedTo) return false;
  if (atOnce || head.position - sealedTo >= ROWS_PER_SEAL) return true;
  const since = await read.auditChain.chainedAt(sealedTo + 1);
  return (await read.auditChain.now()).getTime() - since.getTime() >= SEAL_AFTER_MILLISECONDS;
}

/** Chains the last rows while writes are blocked, and signs the head, which then covers every row. */
async function sealPage(app: App, tx: Stores): Promise<boolean> {
  if (!(await tx.auditChain.lock())) return false;
  const sequence = await tx.auditChain.closePage();
  if (sequence === undefined || (await chainBatch(tx)) === BATCH) return false;
  const head = await tx.auditChain.head();
  const newest = await tx.auditChain.newestSeal();
  if (!head || head.position === newest?.position) return false;
  const unsigned = {
    number: (newest?.number ?? 0) + 1,
    position: head.position,
    hash: head.hash,
    sequence,
    previousSignature: newest?.signature ?? GENESIS,
    keyId: app.seals.keyId,
    sealedAt: (await tx.auditChain.now()).toISOString(),
  };
  const signature = app.seals.sign(sealText(app.clinic.id, unsigned));
  await tx.auditChain.addSeal({ ...unsigned, signature });
  return true;
}

/** Seals that the storage did not take are tried again by the next run. */
async function storeSeals(app: App): Promise<void> {
  for (const seal of await app.db.read.auditChain.unstoredSeals(BATCH)) {
    await app.blobs.put(sealBlob(app.clinic.id, seal), Buffer.from(JSON.stringify(sealRecord(seal))));
    await app.db.read.auditChain.sealStored(seal.number);
    app.log.info('audit_sealed', { seal: sealCode(seal), position: seal.position });
  }
}

/** Where the seals of a clinic are kept. */
export const sealFolder = (clinicId: string): string => `audit-seals/${clinicId}/`;

/**
 * The blob of a seal; numbers sort as texts. The signature is in the name, so that a database which was put back to an
 * earlier day can neither replace a seal nor be stopped by it: both stay, and the verifier reports it.
 */
const sealBlob = (clinicId: string, seal: AuditSeal): string =>
  `${sealFolder(clinicId)}${String(seal.number).padStart(9, '0')}-${sealCode(seal).split('-')[1]}.json`;

/** A seal as it is kept outside the database and in exports. */
export const sealRecord = (seal: AuditSeal) => ({
  number: seal.number,
  position: seal.position,
  hash: Buffer.from(seal.hash).toString('hex'),
  sequence: seal.sequence,
  previous_signature: Buffer.from(seal.previousSignature).toString('hex'),
  key_id: seal.keyId,
  signature: Buffer.from(seal.signature).toString('hex'),
  sealed_at: seal.sealedAt,
});
