/**
 * The static web app as a child: `main.ts --port N --api URL --pay URL [--address A] [--tls] [--folder DIR]`. With
 * `--certificate FILE --key FILE` it ends TLS itself; `--redirect-port N --public URL` sends plain HTTP there;
 * `--access-log` writes one JSON line for each request to standard output.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runChild, sayReady, stopWithParent } from '../../processes/child.ts';
import { startRedirect } from './redirect.ts';
import { startWeb } from './server.ts';

runChild(async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4280' },
      address: { type: 'string', default: '127.0.0.1' },
      api: { type: 'string', default: 'http://127.0.0.1:7071' },
      pay: { type: 'string', default: 'https://checkout.stripe.com' },
      tls: { type: 'boolean', default: false },
      certificate: { type: 'string' },
      key: { type: 'string' },
      'redirect-port': { type: 'string' },
      public: { type: 'string' },
      'access-log': { type: 'boolean', default: false },
      folder: { type: 'string', default: fileURLToPath(new URL('../../../web/dist', import.meta.url)) },
    },
  });
  const { certificate, key, address } = values;
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const web = await startWeb({
    port: Number(values.port),
    address,
    folder: values.folder,
    api: values.api,
    payOrigin: new URL(values.pay).origin,
    tls: values.tls,
    certificate: certificate !== undefined && key !== undefined ? { certificate, key } : undefined,
    proxyToken: process.env.PROXY_TOKEN,
    access: values['access-log'] ? write : undefined,
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  const { 'redirect-port': redirectPort, public: publicUrl } = values;
  const redirect =
    redirectPort === undefined || publicUrl === undefined
      ? undefined
      : await startRedirect({ port: Number(redirectPort), address, to: publicUrl });
  stopWithParent(async () => {
    await Promise.all([web.stop(), redirect?.stop()]);
  });
  sayReady({ url: web.url });
});
