import { expect, test } from 'vitest';
import { secretsIn } from './check-secrets.ts';

// Put together here, so that this file is not found to hold them.
const secrets = [
  ['sk', 'live', 'abcdefgh1234'].join('_'),
  ['sk', 'test', 'a1b2c3d4e5f6g7h8i9j0k1l2m3'].join('_'),
  `-----BEGIN ${'PRIVATE'} KEY-----`,
  ['whsec', 'a1b2c3d4e5f6g7h8i9j0k1l2m3'].join('_'),
  `postgres://app:${'s3cr3t-and-long-enough'}@db.example/clinic`,
  ['rk', 'live', 'abcdefgh1234'].join('_'),
  `AccountKey=${'Ab1+'.repeat(20)}==`,
  ['AKIA', 'ABCDEFGHIJKLMNOP'].join(''),
  ['ghp', 'a1B2'.repeat(9)].join('_'),
  ['SK', '0123456789abcdef'.repeat(2)].join(''),
  [`eyJ${'a1B2'.repeat(6)}`, `eyJ${'c3D4'.repeat(6)}`, 'e5F6'.repeat(6)].join('.'),
  // These are found by secretlint alone.
  ['xoxb', '123456789012', '123456789012', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('-'),
  ['SG', 'a1B2c3D4e5F6g7H8i9J0k1', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V'].join('.'),
];

test.each(secrets)('S78: a secret is found whatever stands around it (%#)', async (secret) => {
  const found = await secretsIn('file.ts', `first\nconst value = '${secret}';`);
  expect(found[0]).toMatchObject({ file: 'file.ts', line: 2 });
});

test.each(['sk_test_change_me', 'whsec_change_me', 'postgres://clinic_app:change-me@127.0.0.1:5432/clinic'])(
  'the example %s is none',
  async (example) => {
    expect(await secretsIn('local.settings.example.json', example)).toEqual([]);
  },
);
