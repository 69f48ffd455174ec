/**
 * Checks an export of the audit trail, alone: one file, nothing but Node. It trusts neither the database nor the
 * program that wrote the export, only the public keys of the seals:
 *
 *   node audit-verify.ts audit-export.ndjson --key <public key in base64> [--key …] [--seal 12-ab34cd56ef78]
 *
 * `--seal` names a seal that someone outside has, such as the one on a receipt: it must be among those of the export.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

export type Row = {
  kind: 'row';
  id: string;
  sequence: string;
  actor_type: string;
  actor_id: string | null;
  action: string;
  target_type: string;
  target_id: string | null;
  outcome: string;
  details: string;
  request_id: string;
  address: string | null;
  created_at: string;
};
export type Link = {
  kind: 'link';
  position: number;
  audit_id: string;
  row_hash: string;
  previous_hash: string;
  hash: string;
};
export type Seal = {
  kind: 'seal';
  /** Where this copy was found. */
  from: 'database' | 'blob';
  /** Whether the database says that the copy outside was written. */
  stored: boolean;
  number: number;
  position: number;
  hash: string;
  /** Every row up to this sequence was in the chain. */
  sequence: number;
  previous_signature: string;
  key_id: string;
  signature: string;
  sealed_at: string;
};
export type Header = { kind: 'header'; clinic: string; exported_at: string };
export type Line = Header | Seal | Row | Link;

export type Finding = { what: string; where: string };
export type Report = { rows: number; notYetChained: number; seals: number; findings: Finding[] };

type Found = (what: string, where: string) => void;
/** What the seals of an export are checked against. */
type SealCheck = { clinic: string; keys: ReadonlyMap<string, KeyObject>; expected: readonly string[] };

const ZERO = '00'.repeat(32);
/** A transaction may begin before a seal and end after it, but not by more than this. */
const LATE_MILLISECONDS = 10 * 60_000;
const SKEW_MILLISECONDS = 60_000;
const MAX_FINDINGS = 1_000;

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

const rowHash = (row: Row): string =>
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

const sealText = (clinic: string, seal: Seal): string =>
  [
    'clinic-audit-seal',
    clinic,
    seal.number,
    seal.position,
    seal.hash,
    seal.sequence,
    seal.sealed_at,
    seal.previous_signature,
    seal.key_id,
  ].join('\n');

/**
 * Takes the lines of an export one by one (header, seals, then each row before its link) and says at the end what is
 * wrong. `keys`: the public keys of the seals, SPKI in base64.
 */
export function createVerifier(keys: readonly string[], expectedSeals: readonly string[] = []) {
  const publicKeys = new Map(keys.map((key) => readKey(key)));
  const findings: Finding[] = [];
  const copies: Seal[] = [];
  const rows = new Map<string, Row>();
  let seals: Seal[] | undefined;
  let header: Header | undefined;
  let count = 0;
  let last: { position: number; hash: string } = { position: 0, hash: ZERO };
  let nextSeal = 0;

  const found: Found = (what, where) => {
    if (findings.length < MAX_FINDINGS) findings.push({ what, where });
  };
  const checkedSeals = (): Seal[] =>
    checkSeals(copies, { clinic: header?.clinic ?? '', keys: publicKeys, expected: expectedSeals }, found);

  function onLink(link: Link): void {
    seals ??= checkedSeals();
    const at = `link ${link.position}`;
    checkLink(link, last, found);
    const row = rows.get(link.audit_id);
    rows.delete(link.audit_id);
    if (!row) found('the row of a link is missing', `${at}, row ${link.audit_id}`);
    else {
      const where = `${at}, row ${row.id}`;
      if (rowHash(row) !== link.row_hash) found('the row was changed', where);
      const until = seals[nextSeal]?.sealed_at ?? header?.exported_at ?? '';
      checkPlace(row, { before: seals[nextSeal - 1], until }, (what) => found(what, where));
    }
    last = { position: link.position, hash: link.hash };
    while ((seals[nextSeal]?.position ?? Number.POSITIVE_INFINITY) <= link.position) {
      const seal = seals[nextSeal++] as Seal;
      if (seal.position !== link.position || seal.hash !== link.hash) {
        found('the chain is not the one that was sealed', `seal ${seal.number}, ${at}`);
      }
    }
  }

  return {
    line(line: Line): void {
      if (line.kind === 'header') header = line;
      else if (line.kind === 'seal') copies.push(line);
      else if (line.kind === 'link') onLink(line);
      else {
        count++;
        if (rows.has(line.id)) found('a row is there twice', `row ${line.id}`);
        rows.set(line.id, line);
      }
    },
    end(): Report {
      if (!header) found('the export has no header', 'line 1');
      seals ??= checkedSeals();
      const newest = seals.at(-1);
      if (newest) checkUnchained([...rows.values()], newest, last.position, found);
      return { rows: count, notYetChained: rows.size, seals: seals.length, findings };
    },
  };
}

/** A link follows the one before it and has the hash of what it holds. */
function checkLink(link: Link, last: { position: number; hash: string }, found: Found): void {
  const at = `link ${link.position}`;
  if (link.position !== last.position + 1) found('a link is missing or out of order', at);
  if (link.previous_hash !== last.hash) found('the chain is broken', at);
  if (sha256(bytes(link.previous_hash), `${link.position}\n`, bytes(link.row_hash)) !== link.hash) {
    found('the link does not have the hash that it claims', at);
  }
}

/**
 * A row was written after the seal before it in the chain and before the seal after it (`until`: that seal's time, or
 * that of the export), by its number and by its time.
 */
function checkPlace(
  row: Row,
  { before, until }: { before: Seal | undefined; until: string },
  found: (what: string) => void,
): void {
  const time = Date.parse(row.created_at);
  const early = before !== undefined && time < Date.parse(before.sealed_at) - LATE_MILLISECONDS;
  if (Number(row.sequence) <= (before?.sequence ?? 0)) {
    found('the row was put in after what is newer was sealed');
  }
  if (Number.isNaN(time) || early || time > Date.parse(until) + SKEW_MILLISECONDS) {
    found('the row has a time at which it cannot have been written');
  }
}

/** The chain reaches the newest seal, and rows without a link (`unchained`) are newer than that seal. */
function checkUnchained(unchained: readonly Row[], newest: Seal, lastPosition: number, found: Found): void {
  if (newest.position > lastPosition) {
    found(
      'the end of the chain was cut off',
      `seal ${newest.number} is at ${newest.position}, the chain ends at ${lastPosition}`,
    );
  }
  const sealedAt = Date.parse(newest.sealed_at) - LATE_MILLISECONDS;
  for (const row of unchained) {
    const early = Number(row.sequence) <= newest.sequence || Date.parse(row.created_at) < sealedAt;
    if (early) found('the row is not in the chain, though what is newer was sealed', `row ${row.id}`);
  }
}

/** The seals in their order, after every check that needs no rows. */
function checkSeals(copies: readonly Seal[], { clinic, keys, expected }: SealCheck, found: Found): Seal[] {
  const outside = copies.filter((seal) => seal.from === 'blob');
  const inside = new Map(
    copies.filter((seal) => seal.from === 'database').map((seal) => [seal.number, seal]),
  );
  compareCopies(outside, inside, clinic, found);
  const numbered = outside.map((seal): [number, Seal] => [seal.number, seal]);
  const seals = [...new Map([...numbered, ...inside]).values()].sort((a, b) => a.number - b.number);
  for (const [index, seal] of seals.entries()) {
    const at = `seal ${seal.number}`;
    const key = keys.get(seal.key_id);
    if (!key) found('the seal is by a key that is not known', at);
    else if (!verify(null, Buffer.from(sealText(clinic, seal)), key, bytes(seal.signature))) {
      found('the signature of the seal is wrong', at);
    }
    checkOrder(seal, seals[index - 1], (what) => found(what, at));
  }
  const codes = new Set(seals.map((seal) => `${seal.number}-${seal.signature.slice(0, 12)}`));
  for (const code of expected) {
    if (!codes.has(code)) found('a seal that someone has is not among these', code);
  }
  return seals;
}

/** The seals of the database (`inside`) are those that are kept outside of it. */
function compareCopies(
  outside: readonly Seal[],
  inside: ReadonlyMap<number, Seal>,
  clinic: string,
  found: Found,
): void {
  for (const seal of outside) {
    const twin = inside.get(seal.number);
    if (!twin) found('the database has lost a seal that is kept outside', `seal ${seal.number}`);
    else if (sealText(clinic, twin) !== sealText(clinic, seal) || twin.signature !== seal.signature) {
      found('a seal in the database is not the one that is kept outside', `seal ${seal.number}`);
    }
  }
  const kept = new Set(outside.map((seal) => seal.number));
  for (const seal of inside.values()) {
    if (seal.stored && !kept.has(seal.number))
      found('the copy of a seal outside is missing', `seal ${seal.number}`);
  }
}

/** A seal follows the one before it in number, signature, place and time. */
function checkOrder(seal: Seal, before: Seal | undefined, found: (what: string) => void): void {
  if (seal.number !== (before?.number ?? 0) + 1) found('a seal is missing');
  if (seal.previous_signature !== (before?.signature ?? ZERO))
    found('the seal does not follow the one before it');
  if (before === undefined) return;
  const goesBack =
    seal.position <= before.position || seal.sequence < before.sequence || seal.sealed_at < before.sealed_at;
  if (goesBack) found('the seal goes back in place or time');
}

function readKey(key: string): [string, KeyObject] {
  const der = Buffer.from(key, 'base64');
  return [sha256(der).slice(0, 8), createPublicKey({ key: der, format: 'der', type: 'spki' })];
}

/** Checks an export file. */
export async function verifyFile(
  file: string,
  keys: readonly string[],
  expectedSeals: readonly string[] = [],
): Promise<Report> {
  const verifier = createVerifier(keys, expectedSeals);
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line !== '') verifier.line(JSON.parse(line) as Line);
  }
  return verifier.end();
}

/** What a person reads of a report. */
export const formatReport = ({ rows, notYetChained, seals, findings }: Report): string =>
  [
    ...findings.map(({ what, where }) => `WRONG  ${what} (${where})`),
    `${rows} rows, ${notYetChained} not chained yet, ${seals} seals: ${findings.length === 0 ? 'nothing was changed.' : `${findings.length} findings.`}`,
  ].join('\n');

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string', multiple: true }, seal: { type: 'string', multiple: true } },
  });
  const [file] = positionals;
  if (!file || !values.key) {
    process.stderr.write('Usage: node audit-verify.ts FILE --key PUBLIC_KEY [--key …] [--seal CODE …]\n');
    process.exitCode = 2;
  } else {
    const report = await verifyFile(file, values.key, values.seal);
    process.stdout.write(`${formatReport(report)}\n`);
    process.exitCode = report.findings.length === 0 ? 0 : 1;
  }
}
