/** The API of payments, corrections and messages; apart from `api.ts`, so that writing an invoice need not load it. */

import { credits } from '../../../functions/contracts/credits.ts';
import { corrections } from '../../../functions/contracts/invoice-corrections.ts';
import { links } from '../../../functions/contracts/links.ts';
import { messages, reminders } from '../../../functions/contracts/messages.ts';
import { payments } from '../../../functions/contracts/payments.ts';
import { refunds } from '../../../functions/contracts/refunds.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const moneyApi = createClient(
  { corrections, credits, links, messages, payments, refunds, reminders },
  session.send,
  withProof,
);
