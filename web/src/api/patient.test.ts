import { expect, test } from 'vitest';
import { publicRoutes } from '../../../functions/contracts/public.ts';
import { publicAccountRoutes } from '../../../functions/contracts/public-account.ts';
import { publicExplanationRoutes } from '../../../functions/contracts/public-explanation.ts';
import { patientRoutes } from './patient.ts';
import { accountRoutes } from './patient-account.ts';
import { explanationRoutes } from './patient-explanation.ts';

test.each(Object.entries({ ...patientRoutes, ...accountRoutes, ...explanationRoutes }))(
  '%s is the route of the contract',
  (key, { reply: _, ...route }) => {
    const contract = Object.entries({
      ...publicRoutes,
      ...publicAccountRoutes,
      ...publicExplanationRoutes,
    }).find(([name]) => name === key)?.[1];
    expect(contract).toMatchObject(route);
    expect(contract?.idempotent).toBe(route.idempotent);
  },
);
