/** Azurite's blob and queue services in this process, without the table service that nothing here uses. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The account that Azurite and every Azure storage client know for local development; it is no secret. */
export const ACCOUNT = 'devstoreaccount1';
export const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

type Server = { start(): Promise<void>; close(): Promise<void> };
type Construct<T> = { default: new (...args: unknown[]) => T };
type Place = { locationId: string; locationPath: string; maxConcurrency: number };

export type StorageOptions = {
  /** Where blobs and queues are kept; undefined keeps them in memory. */
  folder?: string;
  blobPort: number;
  queuePort: number;
  /** Files of a certificate and its key: then it speaks TLS, and takes the tokens of identities too. */
  tls?: { cert: string; key: string };
};

const load = createRequire(import.meta.url);
const azurite = <T>(path: string): T => load(`azurite/dist/src/${path}`) as T;

/** Starts both services; closing saves what is in memory to the folder. */
export async function startStorage(options: StorageOptions): Promise<{ stop(): Promise<void> }> {
  if (options.folder !== undefined) mkdirSync(options.folder, { recursive: true });
  azurite<{ configLogger(enable: boolean): void }>('common/Logger').configLogger(false);
  const servers = [service('Blob', options.blobPort, options), service('Queue', options.queuePort, options)];
  await Promise.all(servers.map((server) => server.start()));
  return {
    stop: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function service(kind: 'Blob' | 'Queue', port: number, { folder, tls }: StorageOptions): Server {
  const area = kind.toLowerCase();
  const inMemory = folder === undefined;
  const base = folder ?? '';
  const places: Place[] = [
    { locationId: 'Default', locationPath: join(base, `__${area}storage__`), maxConcurrency: 10 },
  ];
  const configuration = azurite<Construct<unknown>>(`${area}/${kind}Configuration`).default;
  const server = azurite<Construct<Server>>(`${area}/${kind}Server`).default;
  return new server(
    new configuration(
      '127.0.0.1',
      port,
      0, // keep-alive time-out: Node's own
      join(base, `__azurite_db_${area}__.json`),
      join(base, `__azurite_db_${area}_extent__.json`),
      places,
      false, // access log
      undefined,
      false, // debug log
      undefined,
      false, // loose: what Azure refuses is refused here
      true, // skip the API version check: newer clients speak to an older emulator
      tls?.cert ?? '',
      tls?.key ?? '',
      '',
      tls === undefined ? undefined : 'basic',
      false,
      inMemory,
    ),
  );
}

export type StorageAccount = { name: string; key: string };

/** The connection string that the Functions settings want; of the well-known account when none is given. */
export function storageConnection(
  { blobPort, queuePort }: { blobPort: number; queuePort: number },
  { name, key }: StorageAccount = { name: ACCOUNT, key: KEY },
): string {
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${name}`,
    `AccountKey=${key}`,
    `BlobEndpoint=http://127.0.0.1:${blobPort}/${name}`,
    `QueueEndpoint=http://127.0.0.1:${queuePort}/${name}`,
  ].join(';');
}
