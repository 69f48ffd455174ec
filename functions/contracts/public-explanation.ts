/** Why the balance of the invoice behind a patient link is what it is. */
import * as z from 'zod';
import { language, publicExplanation } from './invoice-explanation.ts';
import { token } from './public-parts.ts';
import { route } from './route.ts';

export const publicExplanationRoutes = {
  explanation: route({
    name: 'public-explanation',
    method: 'GET',
    path: 'v1/public/invoices/{token}/explanation',
    who: 'signed',
    summary: 'The parts that the balance of the invoice behind a patient link is the sum of, as sentences',
    input: z.strictObject({ token, language }),
    reply: publicExplanation,
    status: 200,
  }),
};
