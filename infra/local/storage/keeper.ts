/** Keeps Azurite as a child: `keeper.ts --blob-port N --queue-port N [--folder DIR]`; no folder means memory. */
import { parseArgs } from 'node:util';
import { runChild, sayReady, stopWithParent } from '../child.ts';
import { startStorage, storageConnection } from './azurite.ts';

runChild(async () => {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      'blob-port': { type: 'string', default: '10000' },
      'queue-port': { type: 'string', default: '10001' },
    },
  });
  const ports = { blobPort: Number(values['blob-port']), queuePort: Number(values['queue-port']) };
  const storage = await startStorage({
    ...ports,
    ...(values.folder === undefined ? {} : { folder: values.folder }),
  });
  stopWithParent(() => storage.stop());
  sayReady({ ...ports, connection: storageConnection(ports) });
});
