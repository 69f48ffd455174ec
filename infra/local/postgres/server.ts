/** Keeps one PostgreSQL server as a child: `server.ts --folder DIR --port N [--scratch] [--set name=value …]`, env POSTGRES_PASSWORD. */
import { parseArgs } from 'node:util';
import { runChild, sayReady, stopWithParent } from '../../processes/child.ts';
import { startCluster } from './cluster.ts';
import { prepareDatabase } from './roles.ts';

runChild(async () => {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      port: { type: 'string' },
      scratch: { type: 'boolean', default: false },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  const { POSTGRES_PASSWORD, CLINIC_OWNER_PASSWORD, CLINIC_APP_PASSWORD } = process.env;
  if (values.folder === undefined || values.port === undefined || POSTGRES_PASSWORD === undefined) {
    throw new Error('This program needs --folder, --port and POSTGRES_PASSWORD.');
  }
  const port = Number(values.port);
  const cluster = await startCluster({
    folder: values.folder,
    port,
    password: POSTGRES_PASSWORD,
    durable: !values.scratch,
    tuning: Object.fromEntries(values.set.map((pair) => pair.split('=', 2) as [string, string])),
    onLine: (line) => process.stdout.write(`${line}\n`),
  });
  stopWithParent(() => cluster.stop());
  void cluster.exited.then(() => process.exit(1));
  const urls = await prepareDatabase({
    port,
    superuser: POSTGRES_PASSWORD,
    owner: CLINIC_OWNER_PASSWORD ?? POSTGRES_PASSWORD,
    app: CLINIC_APP_PASSWORD ?? POSTGRES_PASSWORD,
  });
  sayReady({ port, servicePid: cluster.pid, ...urls });
});
