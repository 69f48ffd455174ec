/** The connection to Stripe: to the real one, or to the emulator where the settings name its address. */
import Stripe from 'stripe';

/** `apiBase`: the emulator's address; Stripe itself when it is empty. */
export function connectStripe(
  { secretKey, apiBase }: { secretKey: string; apiBase: string | undefined },
  { requestMilliseconds, tries }: { requestMilliseconds: number; tries: number },
): Stripe {
  const base = apiBase ? new URL(apiBase) : undefined;
  return new Stripe(secretKey, {
    timeout: requestMilliseconds,
    maxNetworkRetries: tries - 1,
    telemetry: false,
    appInfo: { name: 'clinic-billing' },
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'https:' ? '443' : '80'),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  });
}
