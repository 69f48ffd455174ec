/** The API as the link of an account uses it; the page of one invoice does not load this. */
import type { publicAccountRoutes } from '../../../functions/contracts/public-account.ts';
import { type CallableRoute, clientOf } from './client.ts';
import { reply, send } from './patient.ts';

type AccountRoutes = typeof publicAccountRoutes;

export const accountRoutes: Record<keyof AccountRoutes, CallableRoute> = {
  account: { name: 'public-account', method: 'GET', path: 'v1/public/accounts/{token}', reply },
  accountCheckout: {
    name: 'public-account-checkout',
    method: 'POST',
    path: 'v1/public/accounts/{token}/checkout',
    reply,
  },
};

export const accountApi = clientOf<{ public: AccountRoutes }>({ public: accountRoutes }, send).public;
