import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HSTS, securityHeaders } from '../local/web/headers.ts';

test('nginx sends the same security headers as the local server and Azure', () => {
  const conf = readFileSync(new URL('nginx.conf', import.meta.url), 'utf8');
  const server = conf.slice(0, conf.indexOf('\n  location'));
  const sent = Object.fromEntries(
    [...server.matchAll(/add_header (\S+) "(.*)" always;/g)].map(([, name, value]) => [name, value]),
  );
  expect(sent).toEqual(securityHeaders('https://checkout.stripe.com'));
});

test('nginx demands TLS where it came over TLS', () => {
  const conf = readFileSync(new URL('nginx.conf', import.meta.url), 'utf8');
  expect(conf).toContain(`https    "${HSTS}";`);
  expect(conf).toContain('add_header Strict-Transport-Security $clinic_hsts always;');
});
