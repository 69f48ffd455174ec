/** `/v1/account`: whose keys these are. */
import type Stripe from 'stripe';
import { type Endpoint, get } from '../http/endpoint.ts';
import { settlementOf } from '../payments/settlement.ts';
import type { World } from '../state/world.ts';

export const account: Endpoint[] = [get('/v1/account', {}, accountOf)];

/** What the control surface may make different about the account. */
export type AccountState = {
  charges_enabled: boolean;
  payouts_enabled: boolean;
  country: string;
  statement_descriptor: string | null;
};

const STATE: AccountState = {
  charges_enabled: true,
  payouts_enabled: true,
  country: 'US',
  statement_descriptor: 'CLINIC BILLING',
};

export const accountState = (world: World): AccountState => ({
  ...STATE,
  ...world.store.setting<Partial<AccountState>>('account', {}),
});

function accountOf(world: World): Stripe.Account {
  const { charges_enabled, payouts_enabled, country, statement_descriptor } = accountState(world);
  const missing = charges_enabled ? [] : ['external_account'];
  const account = {
    id: 'acct_1EmulatedClinic00',
    object: 'account',
    business_profile: { name: world.merchantName },
    capabilities: { card_payments: charges_enabled ? 'active' : 'inactive' },
    charges_enabled,
    country,
    created: 1_700_000_000,
    default_currency: settlementOf(world).currencies?.[0] ?? 'usd',
    details_submitted: true,
    email: null,
    payouts_enabled,
    requirements: {
      currently_due: missing,
      disabled_reason: charges_enabled ? null : 'requirements.past_due',
    },
    settings: {
      dashboard: { display_name: world.merchantName, timezone: 'Etc/UTC' },
      payments: { statement_descriptor },
    },
    type: 'standard',
  };
  return account as unknown as Stripe.Account;
}
