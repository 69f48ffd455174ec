/** The storage accounts that bindings name: queue clients by connection setting, and the host's own blob container. */
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { resolveSettings } from './local-settings.ts';
import { connectionOf, identityCredential } from './storage-connection.ts';

/** The loops above ask again anyway; a short retry only bridges a hiccup. */
const RETRY = { maxTries: 2, tryTimeoutInMs: 30_000, retryDelayInMs: 100, maxRetryDelayInMs: 1000 };
const HOST_CONTAINER = 'azure-webjobs-hosts';
const LONGEST_QUEUE_NAME = 63;
const POISON = '-poison';

export type Storage = {
  /** Throws when the connection setting or a `%SETTING%` in the name is missing. */
  queue(connection: string, queueName: string): QueueClient;
  /** Where failed messages of this queue go; undefined for a poison queue itself and for too long a name. */
  poisonQueue(connection: string, queueName: string): QueueClient | undefined;
  /** Locks and timer states. */
  hostContainer(): ContainerClient;
};

/** Clients are made once per connection; nothing is sent before they are used. */
export function createStorage(env: NodeJS.ProcessEnv): Storage {
  const services = new Map<string, QueueServiceClient>();
  let container: ContainerClient | undefined;
  const queue = (connection: string, queueName: string): QueueClient => {
    let service = services.get(connection);
    if (service === undefined) {
      service = queueService(connection, env);
      services.set(connection, service);
    }
    return service.getQueueClient(resolveSettings(queueName, env).toLowerCase());
  };
  return {
    queue,
    poisonQueue: (connection, queueName) => {
      const { name } = queue(connection, queueName);
      if (name.endsWith(POISON) || name.length + POISON.length > LONGEST_QUEUE_NAME) return undefined;
      return queue(connection, name + POISON);
    },
    hostContainer: () => {
      container ??= blobService('AzureWebJobsStorage', env).getContainerClient(HOST_CONTAINER);
      return container;
    },
  };
}

const OPTIONS = { retryOptions: RETRY };

function queueService(name: string, env: NodeJS.ProcessEnv): QueueServiceClient {
  const connection = connectionOf(name, 'queue', env);
  return typeof connection === 'string'
    ? QueueServiceClient.fromConnectionString(connection, OPTIONS)
    : new QueueServiceClient(connection.uri, identityCredential(connection.clientId), OPTIONS);
}

function blobService(name: string, env: NodeJS.ProcessEnv): BlobServiceClient {
  const connection = connectionOf(name, 'blob', env);
  return typeof connection === 'string'
    ? BlobServiceClient.fromConnectionString(connection, OPTIONS)
    : new BlobServiceClient(connection.uri, identityCredential(connection.clientId), OPTIONS);
}

/** The HTTP status of a failed storage call; undefined when the service was not reached. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
