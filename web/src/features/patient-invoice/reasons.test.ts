import { describe, expect, test } from 'vitest';
import { Problem } from '../../api/problem.ts';
import { DECLINE_WORDS, declineReason } from './declines.ts';
import { en } from './messages.en.ts';
import { es } from './messages.es.ts';
import { onlineReason, payReason } from './reasons.ts';

const problem = (code: string, status = 409, detail = 'The server’s reason.') =>
  new Problem({ status, code, detail });

describe('why the payment page was not opened', () => {
  test('is said in the language of the page', () => {
    expect(payReason(problem('invoice_not_payable'), en)).toBe(en.noLongerPayable);
    expect(payReason(problem('payment_in_progress'), es)).toBe(es.processing);
    expect(payReason(problem('stripe_unavailable', 503), es)).toBe(es.payBusy);
    expect(payReason(problem('too_many_requests', 429), es)).toBe(es.tooMany);
  });

  test('is what the server says when the page has no words for it', () => {
    expect(payReason(problem('a_new_reason'), en)).toContain('The server’s reason.');
  });

  test('of a wrong amount stands at its field', () => {
    const wrong = new Problem({
      status: 400,
      code: 'validation_failed',
      detail: 'The request is not valid.',
      errors: [{ path: 'amount_cents', code: 'rest_too_small', message: 'x' }],
    });
    expect(payReason(wrong, en)).toBeUndefined();
    expect(onlineReason({ code: 'rest_too_small', mostCents: 99_50 }, 'usd', en)).toContain(
      'Pay all of it, or at most $99.50',
    );
    expect(onlineReason({ code: 'rest_too_small', mostCents: 99_50 }, 'usd', es)).toMatch(
      /Pague todo.*99,50/,
    );
    expect(onlineReason({ code: 'not_in_steps', nearestCents: 12_340 }, 'kwd', en)).toMatch(
      /end in 0.*12\.340/,
    );
  });
});

test.each([
  ['insufficient_funds', 'insufficient_funds'],
  ['expired_card', 'expired_card'],
  ['try_again_later', 'processing_error'],
  ['stolen_card', 'other'],
  ['fraudulent', 'other'],
  ['declined', 'other'],
  ['a_code_of_next_year', 'other'],
  ['constructor', 'other'],
] as const)('a card declined with %s is told about in both languages', (code, key) => {
  expect(declineReason(code, 'en')).toBe(DECLINE_WORDS.en[key]);
  expect(declineReason(code, 'es')).toBe(DECLINE_WORDS.es[key]);
  expect(DECLINE_WORDS.es[key]).not.toBe(DECLINE_WORDS.en[key]);
});
