/** Every defence that `npm run prove:defences` takes away, in the order of docs/security.md. */
import { BACKUP_DEFENCES } from './backups.ts';
import { MONEY_DEFENCES, PRIVACY_DEFENCES, SUPPLY_DEFENCES, TRAIL_DEFENCES } from './books.ts';
import { CREDIT_NOTE_DEFENCES } from './credit-notes.ts';
import type { Defence } from './defence.ts';
import {
  BROWSER_DEFENCES,
  HTTP_DEFENCES,
  INPUT_DEFENCES,
  LINK_DEFENCES,
  WEBHOOK_DEFENCES,
} from './entry-points.ts';
import { GIVEN_BACK_DEFENCES } from './given-back.ts';
import { BILLING_DEFENCES, TEXT_DEFENCES } from './rules.ts';
import { SERVER_DEFENCES } from './server.ts';
import { ACCESS_DEFENCES, SIGN_IN_DEFENCES, TOKEN_DEFENCES } from './sign-in.ts';
import { STRIPE_DEFENCES } from './stripe.ts';

export const DEFENCES: Readonly<Record<string, readonly Defence[]>> = {
  Tokens: TOKEN_DEFENCES,
  'Sign-in': SIGN_IN_DEFENCES,
  Access: ACCESS_DEFENCES,
  'Patient links': LINK_DEFENCES,
  Browser: BROWSER_DEFENCES,
  HTTP: HTTP_DEFENCES,
  Input: INPUT_DEFENCES,
  Text: TEXT_DEFENCES,
  Webhooks: [...WEBHOOK_DEFENCES, ...STRIPE_DEFENCES],
  Billing: BILLING_DEFENCES,
  Money: [...MONEY_DEFENCES, ...CREDIT_NOTE_DEFENCES],
  'Money given back': GIVEN_BACK_DEFENCES,
  'Audit trail and database': TRAIL_DEFENCES,
  'Backups and operator commands': BACKUP_DEFENCES,
  'Server of its own': SERVER_DEFENCES,
  Privacy: PRIVACY_DEFENCES,
  'Supply chain': SUPPLY_DEFENCES,
};

/** All of them in one list. */
export const allDefences = (): Defence[] => Object.values(DEFENCES).flat();
