/** Who was let in lately does not approve. */
import { describe, expect, test } from 'vitest';
import { requireEstablished } from './approval.ts';

const NOW = new Date('2026-11-26T12:00:00Z');
const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const codeOf = (act: () => void): string => {
  try {
    act();
    return 'approved';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('who approves', () => {
  test.each([
    ['no access granted', [], false, 'approved'],
    [
      'let in by the requester an hour ago',
      [{ grantedBy: 'asker', grantedAt: ago(1) }],
      false,
      'approver_let_in_by_requester',
    ],
    [
      'let in by the requester, alone',
      [{ grantedBy: 'asker', grantedAt: ago(1) }],
      true,
      'approver_let_in_by_requester',
    ],
    [
      'let in by the requester two days ago',
      [{ grantedBy: 'asker', grantedAt: ago(48) }],
      false,
      'approver_let_in_by_requester',
    ],
    [
      'let in by the requester a season ago',
      [{ grantedBy: 'asker', grantedAt: ago(24 * 90) }],
      false,
      'approved',
    ],
    [
      'let in by another just before the day is over',
      [{ grantedBy: 'other', grantedAt: ago(23.99) }],
      false,
      'approver_new',
    ],
    ['let in by another a day ago', [{ grantedBy: 'other', grantedAt: ago(24) }], false, 'approved'],
    ['let in by emergency access', [{ grantedBy: null, grantedAt: ago(2) }], false, 'approver_new'],
    [
      'let in by emergency access, the only admin',
      [{ grantedBy: null, grantedAt: ago(2) }],
      true,
      'approved',
    ],
  ])('%s', (_, grants, alone, expected) => {
    expect(codeOf(() => requireEstablished({ grants, alone }, 'asker', NOW))).toBe(expected);
  });
});
