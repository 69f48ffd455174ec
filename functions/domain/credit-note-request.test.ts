import { describe, expect, test } from 'vitest';
import {
  CREDIT_NOTE_REQUEST_STATUSES,
  exceedsClerkLimit,
  requireApprovalNeeded,
  requireDecidableRequest,
  requireWithinClerkLimit,
} from './credit-note-request.ts';
import { cents } from './money.ts';

const credit = (amount: number, earlier: number) => ({
  amountCents: cents(amount),
  earlierCents: cents(earlier),
  currency: 'usd' as const,
});
const code = (wanted: string) => expect.objectContaining({ code: wanted });

describe('the limit of a clerk', () => {
  test.each([
    [100, 0, 100, false],
    [101, 0, 100, true],
    [1, 100, 100, true],
    [50, 50, 100, false],
    [1, 0, 0, true],
  ])('%i after %i at a limit of %i: approval %s', (amount, earlier, limit, needed) => {
    const note = credit(amount, earlier);
    expect(exceedsClerkLimit(note, cents(limit))).toBe(needed);
    const issue = () => requireWithinClerkLimit(note, cents(limit));
    if (needed) expect(issue).toThrow(code('credit_note_needs_admin'));
    else expect(issue).not.toThrow();
  });

  test('nothing is requested that can be issued at once', () => {
    expect(() => requireApprovalNeeded(false)).toThrow(code('approval_not_needed'));
    expect(() => requireApprovalNeeded(true)).not.toThrow();
  });
});

describe('a decision', () => {
  const requested = { status: 'requested', requestedBy: 'clerk' } as const;

  test('is an admin’s who did not request it; only the requester withdraws', () => {
    expect(() => requireDecidableRequest(requested, 'issued', 'admin')).not.toThrow();
    expect(() => requireDecidableRequest(requested, 'rejected', 'clerk')).not.toThrow();
    expect(() => requireDecidableRequest(requested, 'withdrawn', 'clerk')).not.toThrow();
    expect(() => requireDecidableRequest(requested, 'issued', 'clerk')).toThrow(
      code('credit_note_own_request'),
    );
    expect(() => requireDecidableRequest(requested, 'withdrawn', 'admin')).toThrow(
      code('credit_note_request_of_other'),
    );
  });

  test.each(CREDIT_NOTE_REQUEST_STATUSES.filter((status) => status !== 'requested'))(
    'is made once: %s',
    (status) => {
      for (const decision of ['issued', 'rejected', 'withdrawn'] as const) {
        expect(() => requireDecidableRequest({ ...requested, status }, decision, 'admin')).toThrow(
          code('credit_note_request_decided'),
        );
      }
    },
  );
});
