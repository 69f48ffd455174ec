import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { securityHeaders } from '../local/web/headers.ts';

test('nginx sends the same security headers as the local server and Azure', () => {
  const conf = readFileSync(new URL('nginx.conf', import.meta.url), 'utf8');
  const server = conf.slice(0, conf.indexOf('\n  location'));
  const sent = Object.fromEntries(
    [...server.matchAll(/add_header (\S+) "(.*)" always;/g)].map(([, name, value]) => [name, value]),
  );
  expect(sent).toEqual(securityHeaders('https://checkout.stripe.com'));
});
