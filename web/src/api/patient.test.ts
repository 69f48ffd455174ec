import { expect, test } from 'vitest';
import { publicRoutes } from '../../../functions/contracts/public.ts';
import { patientRoutes } from './patient.ts';

test.each(Object.entries(patientRoutes))('%s is the route of the contract', (key, { reply: _, ...route }) => {
  const contract = Object.entries(publicRoutes).find(([name]) => name === key)?.[1];
  expect(contract).toMatchObject(route);
  expect(contract?.idempotent).toBe(route.idempotent);
});
