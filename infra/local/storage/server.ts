/**
 * Keeps Azurite as a child: `server.ts --blob-port N --queue-port N [--folder DIR] [--cert FILE --key FILE]`; no folder means memory. Azurite
 * itself reads accounts of its own from AZURITE_ACCOUNTS (`name:key`, more behind semicolons); without it, it has the
 * well-known account. The connection is that of the first.
 */
import { parseArgs } from 'node:util';
import { runChild, sayReady, stopWithParent } from '../../processes/child.ts';
import { startStorage, storageConnection } from './azurite.ts';

runChild(async () => {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      'blob-port': { type: 'string', default: '10000' },
      'queue-port': { type: 'string', default: '10001' },
      cert: { type: 'string' },
      key: { type: 'string' },
    },
  });
  const ports = { blobPort: Number(values['blob-port']), queuePort: Number(values['queue-port']) };
  const storage = await startStorage({
    ...ports,
    ...(values.folder === undefined ? {} : { folder: values.folder }),
    ...(values.cert && values.key ? { tls: { cert: values.cert, key: values.key } } : {}),
  });
  stopWithParent(() => storage.stop());
  const [name, key] = ((process.env.AZURITE_ACCOUNTS ?? '').split(';')[0] ?? '').split(':');
  const account = name && key ? { name, key } : undefined;
  sayReady({ ...ports, connection: storageConnection(ports, account) });
});
