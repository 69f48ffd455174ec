/** Azure Blob Storage: records that are written once, in one private container, and known by their SHA-256. */
import { createHash } from 'node:crypto';
import { BlobServiceClient, type ContainerClient, StorageRetryPolicyType } from '@azure/storage-blob';
import type { BlobStore } from '../../capabilities/ports/storage.ts';

const PATIENCE_MILLISECONDS = 20_000;
const BLOCK_BYTES = 4 * 1024 * 1024;

export function createBlobs(connection: string, containerName: string): BlobStore {
  const service = BlobServiceClient.fromConnectionString(connection, {
    retryOptions: {
      maxTries: 2,
      tryTimeoutInMs: PATIENCE_MILLISECONDS,
      retryPolicyType: StorageRetryPolicyType.FIXED,
    },
  });
  const container = service.getContainerClient(containerName);
  return {
    async put(name, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const created = await creating(container, () => upload(container, name, bytes, sha256));
      if (!created) {
        const there = await read(container, name);
        if (!there || createHash('sha256').update(there).digest('hex') !== sha256) {
          throw new Error(`The blob ${name} is there already, with other content.`);
        }
      }
      return { sha256, created };
    },

    async putStream(name, stream) {
      // First, because a stream cannot be sent twice.
      await container.createIfNotExists();
      await container.getBlockBlobClient(name).uploadStream(stream, BLOCK_BYTES, 2, {
        conditions: { ifNoneMatch: '*' },
      });
    },

    get: (name) => read(container, name),

    async getStream(name) {
      const answer = await orMissing(container.getBlockBlobClient(name).download());
      return answer?.readableStreamBody as NodeJS.ReadableStream | undefined;
    },

    async *list(prefix) {
      try {
        for await (const blob of container.listBlobsFlat({ prefix, includeMetadata: true })) {
          yield {
            name: blob.name,
            bytes: blob.properties.contentLength ?? 0,
            sha256: blob.metadata?.sha256 ?? null,
            writtenAt: blob.properties.lastModified,
          };
        }
      } catch (error) {
        if (!hasStatus(error, 404)) throw error;
      }
    },

    async remove(name) {
      await container.getBlockBlobClient(name).deleteIfExists();
    },
  };
}

/** False when the blob is there already. */
async function upload(
  container: ContainerClient,
  name: string,
  bytes: Uint8Array,
  sha256: string,
): Promise<boolean> {
  try {
    await container.getBlockBlobClient(name).uploadData(bytes, {
      conditions: { ifNoneMatch: '*' },
      metadata: { sha256 },
    });
    return true;
  } catch (error) {
    if (hasStatus(error, 409) || hasStatus(error, 412)) return false;
    throw error;
  }
}

/** Runs the work, making the container first if it is not there. */
async function creating<T>(container: ContainerClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    await container.createIfNotExists();
    return work();
  }
}

async function read(container: ContainerClient, name: string): Promise<Buffer | undefined> {
  return orMissing(container.getBlockBlobClient(name).downloadToBuffer());
}

async function orMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === status;
