import { expect, test } from 'vitest';
import { auth } from '../../../../functions/contracts/auth.ts';
import { patientCredit } from '../../../../functions/contracts/patient-credit.ts';
import { invoiceCorrections } from '../../../../functions/contracts/invoice-corrections.ts';
import { settings } from '../../../../functions/contracts/settings.ts';
import type { AmountValue } from '../money/amounts.ts';
import { checkForm, contractResolver } from './contract-form.ts';
import { signInMistakes } from './sign-in-form.ts';

const ID = '0190d7a0-0000-7000-8000-000000000001';
const writeOff = { id: ID, amount_cents: 500 as AmountValue, reason: ' too old ' };
const rules = {
  amounts: { amount_cents: { currency: 'usd', most: 1_000 } },
  advice: { reason: 'Enter a reason.' },
} as const;
const messages = (change: Partial<typeof writeOff>) =>
  Object.fromEntries(
    checkForm(invoiceCorrections.writeOff.input, { ...writeOff, ...change }, rules).messages,
  );

test('a valid form hands over what the contract reads from it', () => {
  const { messages: none, input } = checkForm(invoiceCorrections.writeOff.input, writeOff, rules);
  expect(none.size).toBe(0);
  expect(input).toEqual({ id: ID, amount_cents: 500, reason: 'too old' });
});

test('an amount is held to the limit of the record, which the contract does not know', () => {
  expect(messages({ amount_cents: 1_001 })).toEqual({
    amount_cents: 'Enter an amount from $0.01 to $10.00.',
  });
  expect(messages({ amount_cents: 'empty' })).toHaveProperty('amount_cents');
  expect(messages({ amount_cents: { text: 'abc', problem: 'unreadable' } })).toEqual({
    amount_cents: 'Enter digits only, such as 12.50.',
  });
});

test('advice replaces what a contract says in general, not what it says exactly', () => {
  expect(messages({ reason: '  ' })).toEqual({ reason: 'Enter a reason.' });
  expect(messages({ reason: 'a\u202eb' })).toEqual({
    reason: 'Remove the hidden character that changes the direction of the text.',
  });
});

test('a list that is typed as one text is marked as one field', () => {
  const schema = settings.edit.input.shape.reminders.unwrap();
  const found = checkForm(schema, { days_after: '1, x' }, { toInput: () => ({ days_after: [1, 'x'] }) });
  expect([...found.messages.keys()]).toEqual(['days_after']);
});

test('the form’s own check comes before the contract, which is not asked when it cannot be read', () => {
  const check = () => new Map([['reference', 'Own.']]);
  const values = { id: 'none', amount_cents: 1, method: 'cash', reference: '' };
  const both = checkForm(patientCredit.creditRefundOffline.input, values, { check });
  expect(both.messages.get('reference')).toBe('Own.');
  expect(both.messages.has('id')).toBe(true);
  const own = checkForm(patientCredit.creditRefundOffline.input, values, { check, checkFirst: true });
  expect([...own.messages.keys()]).toEqual(['reference']);
});

test('the resolver gives each field its message, nested as the form is', async () => {
  const values = { id: ID, reason: 'x', lines: [{ invoice_item_id: ID, amount_cents: 0 }] };
  const resolve = contractResolver(invoiceCorrections.creditNote.input, {});
  const options = { fields: {}, shouldUseNativeValidation: false };
  const { errors } = await resolve(values, undefined, options);
  expect(Object.keys(errors)).toEqual(['lines']);
  expect(errors).toMatchObject({ lines: [{ amount_cents: { type: 'contract' } }] });
});

test('the sign-in form, which loads no validator, refuses no more than its contract', () => {
  const values = { email: 'ana@example.com', password: 'x', totp_code: '123456' };
  expect(auth.login.input.safeParse(values).success).toBe(true);
  expect(Object.values(signInMistakes(values, true)).filter(Boolean)).toEqual([]);
  const empty = { email: '', password: '', totp_code: '12345' };
  const refused = auth.login.input.safeParse(empty).error?.issues.map(({ path }) => path[0]);
  const named = Object.entries(signInMistakes(empty, true)).flatMap(([name, text]) => (text ? [name] : []));
  expect(new Set(refused)).toEqual(new Set(named));
});
