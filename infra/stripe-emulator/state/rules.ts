/** Rules that change what happens next (faults, webhook mischief): counted, seeded and kept over a restart. */
import { createHash } from 'node:crypto';
import type { Store } from './store.ts';

export type RuleScope = 'fault' | 'webhook';
export type Chances = {
  /** How often the rule may act; without it, always. */
  times?: number | undefined;
  /** How many matches pass untouched first. */
  skip?: number | undefined;
  /** The part of the matches that is hit, 0..1, chosen by `seed`. */
  fraction?: number | undefined;
  seed?: number | undefined;
};

export type Rule<T> = { id: number; seen: number; used: number } & T;

export function addRule(store: Store, scope: RuleScope, rule: Chances): number {
  store.run('INSERT INTO rule (scope, data, seen, used) VALUES (?, ?, 0, 0)', scope, JSON.stringify(rule));
  return Number(store.rows('SELECT max(seq) AS id FROM rule')[0]?.id);
}

export function rulesOf<T extends Chances>(store: Store, scope: RuleScope): Rule<T>[] {
  return store.rows('SELECT * FROM rule WHERE scope = ? ORDER BY seq', scope).map((row) => ({
    ...(JSON.parse(String(row.data)) as T),
    id: Number(row.seq),
    seen: Number(row.seen),
    used: Number(row.used),
  }));
}

export function clearRules(store: Store, scope: RuleScope): void {
  store.run('DELETE FROM rule WHERE scope = ?', scope);
}

/** Counts a match, and says whether the rule acts on it. */
export function takesEffect<T extends Chances>(store: Store, rule: Rule<T>): boolean {
  if (rule.times !== undefined && rule.used >= rule.times) return false;
  const acts = rule.seen >= (rule.skip ?? 0) && drawn(rule.seed ?? 1, rule.seen) < (rule.fraction ?? 1);
  store.run('UPDATE rule SET seen = seen + 1, used = used + ? WHERE seq = ?', acts ? 1 : 0, rule.id);
  return acts;
}

/** A number in [0, 1) that depends on the seed and the position only, so that a run can be replayed. */
export function drawn(seed: number, position: number): number {
  return createHash('sha256').update(`${seed}:${position}`).digest().readUInt32BE(0) / 2 ** 32;
}
