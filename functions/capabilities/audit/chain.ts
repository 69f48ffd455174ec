/** Whether the newest part of the audit trail still is what was chained and sealed, checked by hashing it again. */
import type { AuditSeal, ChainedRow } from '../ports/audit-chain.ts';
import type { App } from '../ports.ts';
import { linkHash, rowHash, sealCode, sealText } from './chain-hash.ts';

/** More than this is for `npm run audit:verify`, which checks all of it and trusts neither this program nor its database. */
const MOST_ROWS = 10_000;
const BATCH = 2_000;

export type ChainState = {
  /** How many rows are chained: the place of the newest link. */
  entries: number;
  /** The part that was hashed again just now; zero and zero when nothing is chained yet. */
  checkedFrom: number;
  checkedTo: number;
  intact: boolean;
  /** What does not hold, and where. */
  finding: string | null;
  seal: { code: string; position: number; sealedAt: string; keptOutside: boolean } | null;
};

/** Hashes the newest rows again, follows their links, and signs the newest seal's text once more. */
export async function checkChain(app: App): Promise<ChainState> {
  const { auditChain } = app.db.read;
  const entries = (await auditChain.head())?.position ?? 0;
  const seal = await auditChain.newestSeal();
  const from = Math.max(1, entries - MOST_ROWS + 1);
  let finding = seal ? sealFinding(app, seal) : null;
  let last: ChainedRow | undefined;
  for (let after = from - 1; after < entries && finding === null; after = last?.position ?? entries) {
    const batch = await auditChain.chained(after, BATCH);
    for (const link of batch) {
      finding ??= linkFinding(link, last, after + 1, seal);
      last = link;
    }
    if (batch.length === 0) finding = `Link ${after + 1} is missing.`;
  }
  return {
    entries,
    checkedFrom: entries === 0 ? 0 : from,
    checkedTo: finding === null ? entries : (last?.position ?? 0),
    intact: finding === null,
    finding,
    seal: seal
      ? {
          code: sealCode(seal),
          position: seal.position,
          sealedAt: seal.sealedAt,
          keptOutside: await auditChain.isStored(seal.number),
        }
      : null,
  };
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

/** A seal by an older key cannot be signed again here; the verifier is given that key. */
function sealFinding(app: App, seal: AuditSeal): string | null {
  if (seal.keyId !== app.seals.keyId) return null;
  const signature = app.seals.sign(sealText(app.clinic.id, seal));
  return same(signature, seal.signature) ? null : `The signature of seal ${seal.number} is wrong.`;
}

function linkFinding(
  link: ChainedRow,
  before: ChainedRow | undefined,
  first: number,
  seal: AuditSeal | undefined,
): string | null {
  const { position, row, hash, previousHash } = link;
  if (position !== (before ? before.position + 1 : first)) return `A link before ${position} is missing.`;
  if (before && !same(previousHash, before.hash))
    return `Link ${position} does not follow the one before it.`;
  if (row === undefined) return `The row of link ${position} is missing.`;
  if (!same(linkHash(previousHash, position, rowHash(row)), hash)) return `Row ${position} was changed.`;
  if (position === seal?.position && !same(hash, seal.hash)) {
    return `The chain at ${position} is not the one that was sealed.`;
  }
  return null;
}
