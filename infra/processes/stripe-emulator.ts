/** The Stripe emulator as a child process: `node stripe-emulator.ts --port 0 --data DIRECTORY`, keys by environment. */
import { parseArgs } from 'node:util';
import { startStripeEmulator } from '../stripe-emulator/emulator.ts';
import { runChild, sayReady, stopWithParent } from './child.ts';
import { createStrictServer } from './strict-http.ts';

runChild(async () => {
  const { values } = parseArgs({ options: { port: { type: 'string' }, data: { type: 'string' } } });
  if (values.data === undefined) throw new Error('Say where to keep the state: --data DIRECTORY');
  const {
    STRIPE_WEBHOOK_URL: webhookUrl,
    STRIPE_PUBLIC_URL: publicUrl,
    STRIPE_MERCHANT_NAME: merchantName,
    STRIPE_SETTLEMENT_CURRENCIES: settlementCurrencies,
  } = process.env;
  const emulator = await startStripeEmulator({
    port: Number(values.port ?? 0),
    dataDirectory: values.data,
    apiKey: setting('STRIPE_SECRET_KEY'),
    webhook: webhookUrl ? { url: webhookUrl, secret: setting('STRIPE_WEBHOOK_SECRET') } : null,
    ...(publicUrl ? { publicUrl } : {}),
    ...(merchantName ? { merchantName } : {}),
    ...(settlementCurrencies ? { settlementCurrencies: settlementCurrencies.split(',') } : {}),
    serverFactory: (handle) => createStrictServer({ headers: [], localOnly: true }, handle),
    log: (line) => process.stdout.write(`${line}\n`),
  });
  stopWithParent(emulator.stop);
  sayReady({ url: emulator.url, controlUrl: emulator.controlUrl });
});

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}
