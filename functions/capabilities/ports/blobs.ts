/** Records in blob storage. */
import type { Readable } from 'node:stream';

/** Records that are written once and never changed; names have a prefix such as `archives/`. */
export type BlobStore = {
  /** Writes the blob if its name is free; content that is there already must be the same. Throws otherwise. */
  put(name: string, bytes: Uint8Array): Promise<{ sha256: string; created: boolean }>;
  /** Writes a large blob piece by piece. Throws when the name is taken. */
  putStream(name: string, stream: Readable): Promise<void>;
  get(name: string): Promise<Uint8Array | undefined>;
  getStream(name: string): Promise<NodeJS.ReadableStream | undefined>;
  list(prefix: string): AsyncIterable<StoredBlob>;
  remove(name: string): Promise<void>;
};

export type StoredBlob = { name: string; bytes: number; sha256: string | null; writtenAt: Date };
