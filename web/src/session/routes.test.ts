import { expect, test } from 'vitest';
import { auth } from '../../../functions/contracts/auth.ts';
import { sessionRoutes } from './routes.ts';

test.each(Object.entries(sessionRoutes))('%s is the route of the contract', (key, { reply: _, ...route }) => {
  const contract = Object.entries(auth).find(([name]) => name === key)?.[1];
  expect(contract).toMatchObject(route);
  expect(contract?.idempotent).toBe(route.idempotent);
});
