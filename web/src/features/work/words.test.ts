import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dashboard } from '../../../../functions/contracts/dashboard.ts';
import { ALERT_COUNTS, ALERT_KINDS } from '../../../../functions/domain/alerts.ts';
import { alertWords } from '../../../../functions/domain/alert-words.ts';
import { trailOf } from './words.ts';

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const SOURCES = [
  'functions/edges/postgres/found-alerts.ts',
  'functions/edges/postgres/access-alerts.ts',
  'functions/edges/postgres/money-alerts.ts',
  'functions/edges/postgres/system-alerts.ts',
  'functions/domain/machine.ts',
  'functions/capabilities/work/alerts.ts',
];

test('every kind of alert that the code makes is listed, has words, and says what to do', () => {
  // The kind is the first column of a query: a name, or a choice between two.
  const made = SOURCES.flatMap((path) =>
    [...read(path).matchAll(/(?:\(select |kind: )(case [^\n]*? end|'[a-z_]+')/g)].flatMap(([, column = '']) =>
      [...column.matchAll(/(?:^|then |else )'([a-z_]+)'/g)].map(([, kind]) => kind),
    ),
  );
  expect(made.toSorted()).toEqual([...ALERT_KINDS].toSorted());
  for (const kind of ALERT_KINDS) {
    const { name, todo } = alertWords(kind);
    expect(name, kind).toMatch(/\w/);
    expect(todo, kind).toMatch(/\.$/);
  }
});

test('every kind of alert is counted by a figure of the dashboard', () => {
  const figures = Object.keys(dashboard.get.reply.shape.attention.shape);
  for (const figure of Object.values(ALERT_COUNTS)) expect(figures).toContain(figure);
});

test('an alert about a member of staff leads to their trail of the clinic’s day', () => {
  const staff_id = '7d37206a-25bc-4311-814d-fc5d5ddf9612';
  expect(trailOf({ staff_id, since: '2026-11-27T02:30:00Z' }, 'America/New_York')).toBe(
    `/staff/audit?actor=${staff_id}&from=2026-11-26&to=2026-11-26`,
  );
  expect(trailOf({ staff_id: null, since: '2026-11-27T02:30:00Z' }, 'America/New_York')).toBeUndefined();
});
