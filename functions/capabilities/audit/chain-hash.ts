/** How the audit trail is hashed, row by row; infra/operate/audit-verify.ts says the same in words of its own. */
import { createHash } from 'node:crypto';
import type { AuditRow, AuditSeal } from '../ports/audit-chain.ts';

/** What the first link follows. */
export const GENESIS: Uint8Array = new Uint8Array(32);

const sha256 = (...parts: (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The hash of everything that a row says. */
export const rowHash = (row: AuditRow): Uint8Array =>
  sha256(
    JSON.stringify([
      row.id,
      row.sequence,
      row.actor_type,
      row.actor_id,
      row.action,
      row.target_type,
      row.target_id,
      row.outcome,
      row.details,
      row.request_id,
      row.address,
      row.created_at,
    ]),
  );

/** The hash of a link: what went before, its place, and its row. */
export const linkHash = (previous: Uint8Array, position: number, row: Uint8Array): Uint8Array =>
  sha256(previous, `${position}\n`, row);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The text that a seal signs. The signature before it is part of it, so that seals are a chain too. */
export const sealText = (clinicId: string, seal: Omit<AuditSeal, 'signature'>): string =>
  [
    'clinic-audit-seal',
    clinicId,
    seal.number,
    seal.position,
    hex(seal.hash),
    seal.sequence,
    seal.sealedAt,
    hex(seal.previousSignature),
    seal.keyId,
  ].join('\n');

/** The few characters of a seal that a receipt can carry: `12-ab34cd56ef78`. */
export const sealCode = (seal: Pick<AuditSeal, 'number' | 'signature'>): string =>
  `${seal.number}-${hex(seal.signature).slice(0, 12)}`;
