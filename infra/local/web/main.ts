/** The static web app as a child: `main.ts --port N --api URL --pay URL [--tls] [--folder DIR]`. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runChild, sayReady, stopWithParent } from '../child.ts';
import { startWeb } from './server.ts';

runChild(async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4280' },
      api: { type: 'string', default: 'http://127.0.0.1:7071' },
      pay: { type: 'string', default: 'https://checkout.stripe.com' },
      tls: { type: 'boolean', default: false },
      folder: { type: 'string', default: fileURLToPath(new URL('../../../web/dist', import.meta.url)) },
    },
  });
  const web = await startWeb({
    port: Number(values.port),
    folder: values.folder,
    api: values.api,
    payOrigin: new URL(values.pay).origin,
    tls: values.tls,
    proxyToken: process.env.PROXY_TOKEN,
  });
  stopWithParent(() => web.stop());
  sayReady({ url: web.url });
});
