/** The API of "Why do I owe this?", loaded with it. */
import type { publicExplanationRoutes } from '../../../functions/contracts/public-explanation.ts';
import { type CallableRoute, clientOf } from './client.ts';
import { reply, send } from './patient.ts';

type ExplanationRoutes = typeof publicExplanationRoutes;

export const explanationRoutes: Record<keyof ExplanationRoutes, CallableRoute> = {
  explanation: {
    name: 'public-explanation',
    method: 'GET',
    path: 'v1/public/invoices/{token}/explanation',
    reply,
  },
};

export const explanationApi = clientOf<{ public: ExplanationRoutes }>(
  { public: explanationRoutes },
  send,
).public;
