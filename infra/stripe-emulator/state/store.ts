/** Everything the emulator knows, in one SQLite file that is flushed before any answer leaves. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Details, DueKind, Kind, Objects } from './kinds.ts';

/** Lists are ordered by the time of creation, as Stripe's are; of one second, the object that was made last comes first. */
const CREATED = `coalesce(json_extract(data, '$.created'), 0)`;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, data TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS object_by_kind ON object (kind, seq);
  CREATE INDEX IF NOT EXISTS object_by_created ON object (kind, ${CREATED}, seq);
  CREATE TABLE IF NOT EXISTS detail (id TEXT PRIMARY KEY, data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS due (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS due_by_time ON due (at);
  CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL, lose_ack INTEGER NOT NULL, last_status INTEGER, last_error TEXT, endpoint TEXT);
  CREATE INDEX IF NOT EXISTS delivery_by_state ON delivery (state, next_at);
  CREATE INDEX IF NOT EXISTS delivery_by_event ON delivery (event);
  CREATE TABLE IF NOT EXISTS rule (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, data TEXT NOT NULL, seen INTEGER NOT NULL,
    used INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    request_id TEXT NOT NULL, created INTEGER NOT NULL);
`;

const FIRST: Position = { created: -1, seq: 0 };
const LAST: Position = { created: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };

export type Row = Record<string, string | number | null>;
/** Where an object stands in the lists of its kind. */
export type Position = { created: number; seq: number };
export type Page = { before?: Position; after?: Position; limit: number };
/** SQL conditions on the JSON column `data`, with their values. */
export type Filter = { sql: string; values: SQLInputValue[] };

export class Store {
  private readonly database: DatabaseSync;
  private depth = 0;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.database = new DatabaseSync(join(directory, 'stripe.sqlite'));
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
    this.database.exec(SCHEMA);
    const columns = this.rows('PRAGMA table_info(delivery)').map(({ name }) => name);
    // A folder of an earlier version.
    if (!columns.includes('endpoint')) this.database.exec('ALTER TABLE delivery ADD COLUMN endpoint TEXT');
  }

  close(): void {
    this.database.close();
  }

  /** Runs the work wholly or not at all; inside another transaction it is a savepoint of that one. */
  transaction<T>(work: () => T): T {
    const [begin, commit, undo] =
      this.depth === 0
        ? ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK']
        : ['SAVEPOINT s', 'RELEASE s', 'ROLLBACK TO s; RELEASE s'];
    this.database.exec(begin);
    this.depth += 1;
    try {
      const result = work();
      this.database.exec(commit);
      return result;
    } catch (error) {
      this.database.exec(undo);
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.database.prepare(sql).all(...values) as Row[];
  }

  /** Runs one statement and answers how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.database.prepare(sql).run(...values).changes);
  }

  insert<K extends Kind>(kind: K, object: Objects[K]): Objects[K] {
    this.run('INSERT INTO object (id, kind, data) VALUES (?, ?, ?)', object.id, kind, JSON.stringify(object));
    return object;
  }

  update<K extends Kind>(kind: K, object: Objects[K]): Objects[K] {
    this.run('UPDATE object SET data = ? WHERE id = ? AND kind = ?', JSON.stringify(object), object.id, kind);
    return object;
  }

  remove(kind: Kind, id: string): void {
    this.run('DELETE FROM object WHERE id = ? AND kind = ?', id, kind);
  }

  find<K extends Kind>(kind: K, id: string): Objects[K] | undefined {
    const row = this.rows('SELECT data FROM object WHERE id = ? AND kind = ?', id, kind)[0];
    return row === undefined ? undefined : (JSON.parse(String(row.data)) as Objects[K]);
  }

  /** An object that must exist because another object names it. */
  get<K extends Kind>(kind: K, id: string): Objects[K] {
    const object = this.find(kind, id);
    if (object === undefined) throw new Error(`The emulator lost ${kind} ${id}`);
    return object;
  }

  /** Newest first; with `after` alone, oldest first (the caller turns the page round). */
  list<K extends Kind>(kind: K, filter: Filter, page: Page = { limit: -1 }): Objects[K][] {
    const { before = LAST, after = FIRST } = page;
    const where = ['kind = ?', filter.sql || '1', `(${CREATED}, seq) < (?, ?)`, `(${CREATED}, seq) > (?, ?)`];
    const order = page.after === undefined ? 'DESC' : 'ASC';
    return this.rows(
      `SELECT data FROM object WHERE ${where.join(' AND ')} ORDER BY ${CREATED} ${order}, seq ${order} LIMIT ?`,
      kind,
      ...filter.values,
      ...[before.created, before.seq, after.created, after.seq, page.limit],
    ).map((row) => JSON.parse(String(row.data)) as Objects[K]);
  }

  all<K extends Kind>(kind: K): Objects[K][] {
    return this.list(kind, { sql: '', values: [] }).reverse();
  }

  positionOf(kind: Kind, id: string): Position | undefined {
    const sql = `SELECT ${CREATED} AS created, seq FROM object WHERE id = ? AND kind = ?`;
    const row = this.rows(sql, id, kind)[0];
    return row === undefined ? undefined : { created: Number(row.created), seq: Number(row.seq) };
  }

  kindOf(id: string): Kind | undefined {
    return this.rows('SELECT kind FROM object WHERE id = ?', id)[0]?.kind as Kind | undefined;
  }

  saveDetail<K extends keyof Details>(_kind: K, id: string, detail: Details[K]): void {
    this.run('INSERT OR REPLACE INTO detail (id, data) VALUES (?, ?)', id, JSON.stringify(detail));
  }

  detail<K extends keyof Details>(kind: K, id: string): Details[K] {
    const row = this.rows('SELECT data FROM detail WHERE id = ?', id)[0];
    if (row === undefined) throw new Error(`The emulator lost what it knew of ${kind} ${id}`);
    return JSON.parse(String(row.data)) as Details[K];
  }

  setting<T>(name: string, fallback: T): T {
    const row = this.rows('SELECT data FROM setting WHERE name = ?', name)[0];
    return row === undefined ? fallback : (JSON.parse(String(row.data)) as T);
  }

  saveSetting(name: string, value: unknown): void {
    this.run('INSERT OR REPLACE INTO setting (name, data) VALUES (?, ?)', name, JSON.stringify(value));
  }

  /** Forgets everything, settings too. */
  clear(): void {
    for (const table of ['object', 'detail', 'setting', 'due', 'delivery', 'rule', 'idempotency']) {
      this.run(`DELETE FROM ${table}`);
    }
  }

  /** Notes work for a later moment of the emulator's clock (unix seconds). */
  schedule(at: number, kind: DueKind, id: string): void {
    this.run('INSERT INTO due (at, kind, id) VALUES (?, ?, ?)', at, kind, id);
  }

  unschedule(kind: DueKind, id: string): void {
    this.run('DELETE FROM due WHERE kind = ? AND id = ?', kind, id);
  }
}
