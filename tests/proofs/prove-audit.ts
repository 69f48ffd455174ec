/**
 * `npm run prove:audit`: writes histories with the product's own chain and seals, tampers with them at random places in
 * every way, and shows that the verifier finds each case and raises no alarm over 100,000 rows that no one touched.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { GENESIS, linkHash, rowHash, sealText } from '../../functions/capabilities/audit/chain-hash.ts';
import { sealRecord } from '../../functions/capabilities/audit/seal.ts';
import type { AuditSeal } from '../../functions/capabilities/ports/audit-chain.ts';
import type { Seals } from '../../functions/capabilities/ports/seals.ts';
import { createSeals } from '../../functions/edges/security/seals.ts';
import {
  createVerifier,
  type Header,
  type Line,
  type Link,
  type Row,
  type Seal,
} from '../../infra/operate/audit-verify.ts';

const CLINIC = 'clinic';
const START = Date.UTC(2026, 10, 23, 8);
const MINUTE = 60_000;
const PLACES = 200;

/** An export in its parts: rows and links in their order, the seals of both places. */
export type History = { header: Header; rows: Row[]; links: Link[]; seals: Seal[] };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const instant = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;

function aRow(index: number): Row {
  return {
    kind: 'row',
    id: randomUUID(),
    sequence: String(index + 1),
    actor_type: 'staff',
    actor_id: '6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5',
    action: index % 3 === 0 ? 'issue_invoice' : 'read_patient',
    target_type: 'invoice',
    target_id: randomUUID(),
    outcome: 'done',
    details: `{"amount_cents": ${randomInt(1, 100_000)}}`,
    request_id: `r${index}`,
    address: '192.0.2.7',
    created_at: instant(START + index * 1_000),
  };
}

/** Chains the rows as the product does, and seals after every so many. */
export function historyOf(rows: Row[], seals: Seals, rowsPerSeal: number): History {
  let previous: Uint8Array = GENESIS;
  const links: Link[] = [];
  const sealed: AuditSeal[] = [];
  for (const [index, row] of rows.entries()) {
    const position = index + 1;
    const hashed = rowHash(row);
    const hash = linkHash(previous, position, hashed);
    links.push({
      kind: 'link',
      position,
      audit_id: row.id,
      row_hash: hex(hashed),
      previous_hash: hex(previous),
      hash: hex(hash),
    });
    previous = hash;
    if (position % rowsPerSeal === 0)
      sealed.push(seal(sealed.at(-1), seals, { position, hash, at: row.created_at }));
  }
  const last = rows.at(-1)?.created_at ?? instant(START);
  return {
    header: {
      kind: 'header',
      clinic: CLINIC,
      exported_at: new Date(Date.parse(last) + MINUTE).toISOString(),
    },
    rows,
    links,
    seals: sealed.flatMap((each) => [
      { kind: 'seal', from: 'database', stored: true, ...sealRecord(each) },
      { kind: 'seal', from: 'blob', stored: true, ...sealRecord(each) },
    ]),
  };
}

function seal(
  before: AuditSeal | undefined,
  seals: Seals,
  { position, hash, at }: { position: number; hash: Uint8Array; at: string },
): AuditSeal {
  const unsigned = {
    number: (before?.number ?? 0) + 1,
    position,
    hash,
    sequence: position,
    previousSignature: before?.signature ?? GENESIS,
    keyId: seals.keyId,
    sealedAt: new Date(Date.parse(at) + 500).toISOString(),
  };
  return { ...unsigned, signature: seals.sign(sealText(CLINIC, unsigned)) };
}

/** How many findings the verifier has over a history. */
export function findings({ header, rows, links, seals }: History, publicKey: string): number {
  const verifier = createVerifier([publicKey]);
  verifier.line(header);
  for (const each of seals) verifier.line(each);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const linked = new Set(links.map((link) => link.audit_id));
  const inOrder = links.flatMap((link): Line[] => {
    const row = byId.get(link.audit_id);
    return row ? [row, link] : [link];
  });
  for (const line of [...inOrder, ...rows.filter((row) => !linked.has(row.id))]) verifier.line(line);
  return verifier.end().findings.length;
}

/** Someone without the sealing key: whatever they chain anew, they sign with a key of their own, in our key's name. */
const stranger = createSeals('the forger has a secret of their own, not ours');
const sealing = createSeals('the secret that this proof seals with');
const forger: Seals = { ...stranger, keyId: sealing.keyId };

const FIELDS = [
  'actor_id',
  'action',
  'target_id',
  'details',
  'request_id',
  'address',
  'created_at',
  'outcome',
] as const;

type Attack = (history: History, at: number) => History;

export const ATTACKS: Record<string, Attack> = {
  'an edited row': (history, at) => {
    const field = FIELDS[randomInt(FIELDS.length)] ?? 'action';
    const rows = history.rows.with(at, {
      ...rowAt(history, at),
      [field]: field === 'created_at' ? instant(START - 1) : 'forged',
    });
    return { ...history, rows };
  },
  'a deleted row': (history, at) => ({ ...history, rows: history.rows.toSpliced(at, 1) }),
  'a deleted row with its link': (history, at) => ({
    ...history,
    rows: history.rows.toSpliced(at, 1),
    links: history.links.toSpliced(at, 1),
  }),
  'an inserted row': (history, at) => ({
    ...history,
    rows: history.rows.toSpliced(at, 0, { ...aRow(at), created_at: rowAt(history, at).created_at }),
  }),
  'two rows that changed places': (history, at) => {
    const other = (at + 1 + randomInt(history.rows.length - 1)) % history.rows.length;
    const [one, two] = [linkAt(history, at), linkAt(history, other)];
    const links = history.links
      .with(at, { ...one, audit_id: two.audit_id, row_hash: two.row_hash })
      .with(other, { ...two, audit_id: one.audit_id, row_hash: one.row_hash });
    return { ...history, links };
  },
  'a tail that was cut off, seals of the database too': (history, at) => ({
    ...history,
    rows: history.rows.slice(0, at),
    links: history.links.slice(0, at),
    seals: history.seals.filter((each) => each.from === 'blob' || each.position <= at),
  }),
  'a chain that was written anew': (history, at) => {
    const rows = history.rows.with(at, { ...rowAt(history, at), action: 'nothing_happened' });
    return { ...historyOf(rows, forger, 50), seals: history.seals };
  },
  'a chain and seals that were written anew': (history, at) => {
    const rows = history.rows.with(at, { ...rowAt(history, at), action: 'nothing_happened' });
    return historyOf(rows, forger, 50);
  },
  'seals by a key that no one knows': (history) => historyOf(history.rows, stranger, 50),
  'a clock that was set back': (history, at) => {
    // Not forged at all: the machine's clock lied when the rows were written, and they were sealed in good faith.
    const { rows } = history;
    const since = Math.max(51, at);
    const shifted = rows.map((row, index) =>
      index < since ? row : { ...row, created_at: instant(Date.parse(row.created_at) - 3 * 60 * MINUTE) },
    );
    return historyOf(shifted, sealing, 50);
  },
  'rows whose times were shifted': (history, at) => {
    const rows = history.rows.map((row, index) =>
      index < at ? row : { ...row, created_at: instant(Date.parse(row.created_at) + MINUTE) },
    );
    return { ...history, rows };
  },
  'two seals that were swapped': (history, at) => {
    const numbers = Math.floor(history.seals.length / 2);
    const one = 1 + (at % numbers);
    const two = 1 + ((one + randomInt(numbers - 1)) % numbers);
    const swapped = (each: Seal): Seal => {
      const source = history.seals.find((other) => other.number === (each.number === one ? two : one));
      return each.number === one || each.number === two
        ? { ...each, ...source, number: each.number, from: each.from }
        : each;
    };
    return { ...history, seals: history.seals.map(swapped) };
  },
};

const rowAt = (history: History, at: number): Row => history.rows[at] as Row;
const linkAt = (history: History, at: number): Link => history.links[at] as Link;

/** Tampers `places` times in every way; answers how often each way was found. */
export function prove(places: number, rowCount: number): Record<string, number> {
  const clean = historyOf(
    Array.from({ length: rowCount }, (_, index) => aRow(index)),
    sealing,
    50,
  );
  if (findings(clean, sealing.publicKey) > 0) throw new Error('An alarm over a history that no one touched.');
  return Object.fromEntries(
    Object.entries(ATTACKS).map(([name, attack]) => {
      const caught = Array.from({ length: places }, () => {
        // Within what is sealed: what came after the newest seal is not promised yet.
        const sealedRows = Math.floor(rowCount / 50) * 50;
        return findings(attack(clean, randomInt(sealedRows)), sealing.publicKey) > 0;
      }).filter(Boolean).length;
      return [name, caught];
    }),
  );
}

if (import.meta.main) {
  const clean = historyOf(
    Array.from({ length: 100_000 }, (_, index) => aRow(index)),
    sealing,
    1_000,
  );
  const alarms = findings(clean, sealing.publicKey);
  process.stdout.write(`${alarms} alarms over 100,000 rows that no one touched.\n`);
  const caught = prove(PLACES, 1_000);
  for (const [name, count] of Object.entries(caught))
    process.stdout.write(`${count} of ${PLACES} found: ${name}\n`);
  process.exitCode = alarms === 0 && Object.values(caught).every((count) => count === PLACES) ? 0 : 1;
}
