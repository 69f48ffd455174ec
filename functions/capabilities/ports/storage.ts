/** Queues and blobs. */
import type { Readable } from 'node:stream';

export type Queues = {
  /** Wakes the function that applies an event. Never throws: a timer finds what was not announced. */
  enqueueStripeEvent(eventId: string, requestId: string): Promise<void>;
  enqueueWork(workId: string, requestId: string): Promise<void>;
  /** Puts a message back as it lay in the queue; throws when the queue does not take it. */
  requeue(queue: string, body: string): Promise<void>;
  /** Hands over what lies in the poison queues, and takes away what was kept. Throws when storage is away. */
  drainPoisonQueues(keep: (message: PoisonedMessage) => Promise<void>): Promise<void>;
  /** Invoices that look overdue; each is decided on again by whoever takes the message. */
  enqueueOverdueBatch(invoiceIds: readonly string[], requestId: string): Promise<void>;
  health(): Promise<void>;
};

/** `queue` is the one that it could not be taken from; `body` is as it lay there, `text` what it says, if it is base64. */
export type PoisonedMessage = { queue: string; messageId: string; body: string; text: string | undefined };

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
