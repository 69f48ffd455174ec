/** What the palette lists for a text, and for whom. */
import { beforeEach, expect, test } from 'vitest';
import { may } from '../../../../functions/domain/access.ts';
import { placesFor } from './places.ts';
import { keepRecent, recentOf } from './recent.ts';
import { groupsOf } from './results.ts';

const clerk = (action: Parameters<typeof may>[1]) => may('billing_clerk', action);
const admin = (action: Parameters<typeof may>[1]) => may('admin', action);
const none = { patients: [], invoices: [], payments: [], credit_notes: [], refunds: [] };
const item = (title: string) => ({ key: title, title, facts: [], to: `/staff/${title}` });

beforeEach(() => recentOf('another person'));

test('pages are found by the beginnings of their words, in any order and case', () => {
  const labels = (text: string) => placesFor(text, admin).map(({ label }) => label);
  expect(labels('AWAI ref')).toEqual(['Refunds awaiting approval']);
  expect(labels('chargeback')).toEqual(['Disputes']);
  expect(labels('ispute')).toEqual([]);
});

test('pages and actions of others are not offered', () => {
  expect(placesFor('settings', admin)).toHaveLength(1);
  expect(placesFor('settings', clerk)).toEqual([]);
});

test('without a text what was opened lately comes first, and only then', () => {
  const recent = [item('ana')];
  expect(groupsOf({ text: '', found: undefined, recent, can: clerk })[0]).toEqual({
    heading: 'Recent',
    items: recent,
  });
  expect(groupsOf({ text: 'inv', found: none, recent, can: clerk }).map(({ heading }) => heading)).toEqual([
    'Actions',
    'Pages',
  ]);
});

test('an open balance stands beside a total that differs', () => {
  const invoice = {
    ...{ id: 'i', invoice_number: 'C-1', patient_name: 'Ana', status: 'partially_paid' as const },
    ...{ currency: 'usd' as const, total_amount_cents: 125_50, balance_cents: 25_50 },
  };
  const [group] = groupsOf({ text: 'C-1', found: { ...none, invoices: [invoice] }, recent: [], can: clerk });
  expect(group).toEqual({
    heading: 'Invoices',
    items: [
      {
        key: 'i',
        title: 'C-1',
        facts: ['Ana', '$125.50', '$25.50 open', 'partially paid'],
        to: '/staff/invoices/i',
      },
    ],
  });
});

test('five things are remembered, the newest first, and none of another person’s', () => {
  for (const title of ['a', 'b', 'c', 'd', 'e', 'f', 'b']) keepRecent('staff-1', item(title));
  expect(recentOf('staff-1').map(({ title }) => title)).toEqual(['b', 'f', 'e', 'd', 'c']);
  expect(recentOf('staff-2')).toEqual([]);
});
