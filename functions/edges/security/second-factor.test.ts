import { describe, expect, test } from 'vitest';
import { base32, createSecondFactors, totpCode } from './second-factor.ts';

/** The vectors of RFC 6238, appendix B, in their last six digits. */
const SECRET = base32(Buffer.from('12345678901234567890'));

describe('the code of an authenticator app', () => {
  test.each([
    { seconds: 59, code: '287082' },
    { seconds: 1111111109, code: '081804' },
    { seconds: 1234567890, code: '005924' },
    { seconds: 20000000000, code: '353130' },
  ])('at $seconds is that of the standard', ({ seconds, code }) => {
    expect(totpCode(SECRET, Math.floor(seconds / 30))).toBe(code);
  });

  test('counts half a minute early or late, and no longer', () => {
    const { stepOf } = createSecondFactors('Clinic');
    const at = (seconds: number) => stepOf(SECRET, '081804', new Date(seconds * 1000));
    expect([at(1111111109 - 30), at(1111111109), at(1111111109 + 30)]).toEqual([
      37037036, 37037036, 37037036,
    ]);
    expect([at(1111111109 - 90), at(1111111109 + 90)]).toEqual([undefined, undefined]);
  });
});

test('recovery codes are all different, and found however they are typed', () => {
  const { newRecoveryCodes, recoveryHash } = createSecondFactors('Clinic');
  const codes = newRecoveryCodes();
  expect(new Set(codes.map((each) => each.code)).size).toBe(10);
  const [first] = codes;
  expect(recoveryHash(` ${first?.code.toLowerCase().replaceAll('-', ' ')}`)).toEqual(first?.hash);
});
