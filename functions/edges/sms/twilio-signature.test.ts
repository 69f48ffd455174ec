import { expect, test } from 'vitest';
import { isSignedByTwilio, twilioSignature } from './twilio-signature.ts';

// The example of Twilio's documentation on the security of webhooks.
const url = 'https://example.com/myapp.php?foo=1&bar=2';
const form = new URLSearchParams({
  Digits: '1234',
  To: '+18005551212',
  From: '+14158675310',
  Caller: '+14158675310',
  CallSid: 'CA1234567890ABCDE',
});
const documented = 'L/OH5YylLD5NRKLltdqwSvS0BnU=';

test('a form is signed as Twilio documents it', () => {
  expect(twilioSignature('12345', url, form)).toBe(documented);
  expect(isSignedByTwilio('12345', url, form, documented)).toBe(true);
});

test.each([
  ['another token', 'other', url, documented],
  ['another address', '12345', `${url}&x=1`, documented],
  ['no signature', '12345', url, ''],
  ['a longer signature', '12345', url, `${documented}=`],
])('%s is not believed', (_, token, address, signature) => {
  expect(isSignedByTwilio(token, address, form, signature)).toBe(false);
});

test('a form that was changed is not believed', () => {
  const changed = new URLSearchParams(form);
  changed.set('Digits', '1235');
  expect(isSignedByTwilio('12345', url, changed, documented)).toBe(false);
});
