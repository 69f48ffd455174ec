/** Stripe's test cards and test bank accounts, and how each behaves. */

export type Decline = { code: string; declineCode: string | null; message: string };

export type CardBehaviour = {
  brand: string;
  funding: 'credit' | 'debit';
  decline?: Decline;
  /** Asks the payer to authenticate; a decline, if any, comes afterwards. */
  challenge?: boolean;
  /** Stopped by Stripe itself before the bank is asked. */
  blocked?: boolean;
  dispute?: { reason: string; inquiry: boolean };
  fraudWarning?: boolean;
  refund?: 'pending_then_succeeded' | 'succeeded_then_failed';
  /** The money is available at once, not in two days. */
  availableAtOnce?: boolean;
};

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
});
const refused = (code: string, message: string): Decline => ({ code, declineCode: code, message });
const visa = { brand: 'visa', funding: 'credit' } as const;

const CARDS: Readonly<Record<string, CardBehaviour>> = {
  '4242424242424242': visa,
  '4000056655665556': { ...visa, funding: 'debit' },
  '5555555555554444': { brand: 'mastercard', funding: 'credit' },
  '2223003122003222': { brand: 'mastercard', funding: 'credit' },
  '378282246310005': { brand: 'amex', funding: 'credit' },
  '6011111111111117': { brand: 'discover', funding: 'credit' },
  '4000000000000002': { ...visa, decline: declined('generic_decline') },
  '4000000000009995': {
    ...visa,
    decline: declined('insufficient_funds', 'Your card has insufficient funds.'),
  },
  '4000000000009987': { ...visa, decline: declined('lost_card') },
  '4000000000009979': { ...visa, decline: declined('stolen_card') },
  '4000000000000069': { ...visa, decline: refused('expired_card', 'Your card has expired.') },
  '4000000000000127': {
    ...visa,
    decline: refused('incorrect_cvc', "Your card's security code is incorrect."),
  },
  '4000000000000119': {
    ...visa,
    decline: refused(
      'processing_error',
      'An error occurred while processing your card. Try again in a little bit.',
    ),
  },
  '4000002500003155': { ...visa, challenge: true },
  '4000002760003184': { ...visa, challenge: true },
  '4000008400001629': { ...visa, challenge: true, decline: declined('generic_decline') },
  '4100000000000019': { ...visa, blocked: true, decline: declined('fraudulent') },
  '4000000000000259': { ...visa, dispute: { reason: 'fraudulent', inquiry: false } },
  '4000000000002685': { ...visa, dispute: { reason: 'product_not_received', inquiry: false } },
  '4000000000001976': { ...visa, dispute: { reason: 'fraudulent', inquiry: true } },
  '4000000000005423': { ...visa, fraudWarning: true },
  '4000000000007726': { ...visa, refund: 'pending_then_succeeded' },
  '4000000000005126': { ...visa, refund: 'succeeded_then_failed' },
  '4000000000000077': { ...visa, availableAtOnce: true },
};

const NOT_A_TEST_CARD: CardBehaviour = {
  ...visa,
  decline: declined(
    'test_mode_live_card',
    'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test ' +
      'cards, visit: https://stripe.com/docs/testing.',
  ),
};

/** How a card number behaves; any other well-formed number is declined. */
export const behaviourOf = (number: string): CardBehaviour => CARDS[number] ?? NOT_A_TEST_CARD;

/** The number without spaces and hyphens, or undefined when it cannot be a card number (length, check digit). */
export function cardNumber(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, '');
  if (!/^\d{13,19}$/.test(digits)) return undefined;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0 ? digits : undefined;
}

export type AccountBehaviour = { failure?: { code: string; message: string } };

const ACCOUNTS: Readonly<Record<string, AccountBehaviour>> = {
  '000123456789': {},
  '000111111113': {
    failure: { code: 'account_closed', message: "The customer's bank account has been closed." },
  },
  '000111111116': {
    failure: { code: 'no_account', message: 'The bank account could not be located.' },
  },
  '000222222227': {
    failure: { code: 'insufficient_funds', message: "The customer's account has insufficient funds." },
  },
  '000333333335': {
    failure: { code: 'debit_not_authorized', message: 'The customer did not authorize the debit.' },
  },
};

export const TEST_ROUTING_NUMBER = '110000000';

/** How a bank account behaves when it is debited; undefined for one that is no test account. */
export const accountBehaviourOf = (number: string): AccountBehaviour | undefined => ACCOUNTS[number];
