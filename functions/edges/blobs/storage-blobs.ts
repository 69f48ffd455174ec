/** Azure Blob Storage: records that are written once, in one private container, and known by their SHA-256. */
import { createHash } from 'node:crypto';
import { BlobServiceClient, type ContainerClient, StorageRetryPolicyType } from '@azure/storage-blob';
import type { BlobStore } from '../../capabilities/ports/blobs.ts';
import { managedIdentity, type StorageAccount } from '../storage-account.ts';
import { timeLimit } from '../time-limit.ts';
import { STREAM_IDLE_MILLISECONDS, TIME_LIMITS, type TimeLimits } from '../time-limits.ts';

const BLOCK_BYTES = 4 * 1024 * 1024;

function containerOf(account: StorageAccount, name: string, limits: TimeLimits): ContainerClient {
  const options = {
    retryOptions: {
      maxTries: limits.tries,
      tryTimeoutInMs: limits.requestMilliseconds,
      retryPolicyType: StorageRetryPolicyType.FIXED,
    },
  };
  const service =
    typeof account === 'string'
      ? BlobServiceClient.fromConnectionString(account, options)
      : new BlobServiceClient(account.blobUri, managedIdentity(account.clientId), options);
  return service.getContainerClient(name);
}

export function createBlobs(
  account: StorageAccount,
  containerName: string,
  limits: TimeLimits = TIME_LIMITS.blobs,
): BlobStore {
  const container = containerOf(account, containerName, limits);
  return {
    async put(name, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const created = await creating(container, limits, () =>
        upload(container, { name, bytes, sha256 }, limits),
      );
      if (!created) {
        const there = await read(container, name, limits);
        if (!there || createHash('sha256').update(there).digest('hex') !== sha256) {
          throw new Error(`The blob ${name} is there already, with other content.`);
        }
      }
      return { sha256, created };
    },

    async putStream(name, stream) {
      // First, because a stream cannot be sent twice.
      await createContainer(container, limits);
      const limit = timeLimit(STREAM_IDLE_MILLISECONDS);
      await limit.within(
        container.getBlockBlobClient(name).uploadStream(stream, BLOCK_BYTES, 2, {
          conditions: { ifNoneMatch: '*' },
          abortSignal: limit.signal,
          onProgress: () => limit.extend(),
        }),
      );
    },

    get: (name) => read(container, name, limits),

    async getStream(name) {
      // Until the answer begins; a body that is read slowly has no limit.
      const limit = timeLimit(limits.requestMilliseconds);
      const download = container
        .getBlockBlobClient(name)
        .download(0, undefined, { abortSignal: limit.signal });
      const answer = await orMissing(limit.within(download));
      return answer?.readableStreamBody as NodeJS.ReadableStream | undefined;
    },

    async *list(prefix) {
      const limit = timeLimit(limits.deadlineMilliseconds);
      const options = { prefix, includeMetadata: true, abortSignal: limit.signal };
      const pages = container.listBlobsFlat(options).byPage();
      for (;;) {
        // Only the request is under the limit, not what the caller does with a page.
        const page = await orMissing(limit.within(pages.next()));
        if (!page || page.done) return;
        for (const blob of page.value.segment.blobItems) {
          yield {
            name: blob.name,
            bytes: blob.properties.contentLength ?? 0,
            sha256: blob.metadata?.sha256 ?? null,
            writtenAt: blob.properties.lastModified,
          };
        }
      }
    },

    async remove(name) {
      const limit = timeLimit(limits.deadlineMilliseconds);
      const blob = container.getBlockBlobClient(name);
      // Before the first blob is written there is no container, and Azure answers for it, not for the blob.
      await orMissing(limit.within(blob.deleteIfExists({ abortSignal: limit.signal })));
    },
  };
}

/** False when the blob is there already. */
async function upload(
  container: ContainerClient,
  { name, bytes, sha256 }: { name: string; bytes: Uint8Array; sha256: string },
  { deadlineMilliseconds }: TimeLimits,
): Promise<boolean> {
  const limit = timeLimit(deadlineMilliseconds);
  try {
    await limit.within(
      container.getBlockBlobClient(name).uploadData(bytes, {
        conditions: { ifNoneMatch: '*' },
        metadata: { sha256 },
        abortSignal: limit.signal,
      }),
    );
    return true;
  } catch (error) {
    if (hasStatus(error, 409) || hasStatus(error, 412)) return false;
    throw error;
  }
}

/** Runs the work, making the container first if it is not there. */
async function creating<T>(
  container: ContainerClient,
  limits: TimeLimits,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    await createContainer(container, limits);
    return work();
  }
}

async function read(
  container: ContainerClient,
  name: string,
  { deadlineMilliseconds }: TimeLimits,
): Promise<Buffer | undefined> {
  const limit = timeLimit(deadlineMilliseconds);
  const options = { abortSignal: limit.signal };
  return orMissing(limit.within(container.getBlockBlobClient(name).downloadToBuffer(0, undefined, options)));
}

async function createContainer(
  container: ContainerClient,
  { deadlineMilliseconds }: TimeLimits,
): Promise<void> {
  const limit = timeLimit(deadlineMilliseconds);
  await limit.within(container.createIfNotExists({ abortSignal: limit.signal }));
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
