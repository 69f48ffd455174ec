import { describe, expect, test } from 'vitest';
import { onlineRefusal } from '../../../../functions/domain/online-amount.ts';
import { Problem } from '../../api/problem.ts';
import { DECLINE_WORDS, declineReason } from './declines.ts';
import { en } from './messages.en.ts';
import { es } from './messages.es.ts';
import { onlineReason, payReason } from './reasons.ts';

const problem = (code: string, status = 409, detail = 'The server’s reason.') =>
  new Problem({ status, code, detail });

test.each([
  [12_345, 24_680, 'kwd', /end in 0/, /terminar en 0/],
  [12_000, 12_345, 'kwd', /0\.345.* left.*end in 0/, /0,345.*terminar en 0/],
  [99_80, 100_00, 'usd', /at most \$99\.50/, /como máximo.*99,50/],
  [10, 100_00, 'usd', /At least \$0\.50/, /al menos.*0,50/],
  [200_00, 100_00, 'usd', /At most \$100\.00/, /como máximo.*100,00/],
] as const)('%i of %i %s is refused in both languages', (amount, balance, currency, english, spanish) => {
  const refused = onlineRefusal(amount, balance, currency);
  expect(refused && onlineReason(refused, currency, en)).toMatch(english);
  expect(refused && onlineReason(refused, currency, es)).toMatch(spanish);
});

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
    expect(onlineReason({ code: 'last_decimal', nearestCents: 12_340 }, 'kwd', en)).toMatch(
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
] as const)('a card declined with %s is explained in both languages', (code, key) => {
  expect(declineReason(code, 'en')).toBe(DECLINE_WORDS.en[key]);
  expect(declineReason(code, 'es')).toBe(DECLINE_WORDS.es[key]);
  expect(DECLINE_WORDS.es[key]).not.toBe(DECLINE_WORDS.en[key]);
});
