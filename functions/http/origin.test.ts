import type { HttpRequest } from '@azure/functions';
import { expect, test } from 'vitest';
import { callerAddress } from './origin.ts';

const from = (forwarded: string): HttpRequest =>
  ({ headers: new Headers({ 'x-forwarded-for': forwarded }) }) as unknown as HttpRequest;

test.each([
  ['one proxy, an honest client', 1, '192.0.2.7', '192.0.2.7'],
  ['one proxy, a client that claims to be another', 1, '10.0.0.1, 192.0.2.7', '192.0.2.7'],
  ['two proxies', 2, '10.0.0.1, 192.0.2.7, 127.0.0.1', '192.0.2.7'],
  ['two proxies, called beside the first', 2, '192.0.2.7', '192.0.2.7'],
  ['a port behind the address', 1, '192.0.2.7:4711', '192.0.2.7'],
  ['Front Door and App Service', 2, '10.0.0.1, 192.0.2.7, 147.243.0.1:4711', '192.0.2.7'],
  ['a port behind an IPv6 address', 1, '[2001:db8::7]:4711', '2001:db8::7'],
  ['an IPv6 address in brackets', 1, '[2001:db8::7]', '2001:db8::7'],
  ['an IPv6 address', 1, '2001:db8::7', '2001:db8::7'],
  ['no proxy that is trusted', 0, '192.0.2.7', null],
  ['what is no address', 1, '<script>', null],
])('%s', (_, proxies, forwarded, address) => {
  expect(callerAddress(from(forwarded), proxies)).toBe(address);
});
