/** Writes queue output bindings, and wakes the listener of a queue that this process has just written to. */
import type { QueueClient } from '@azure/storage-queue';
import type { TypedData } from './core-types.ts';
import type { HostFunction } from './function-table.ts';
import { type Storage, statusOf } from './storage.ts';

export type Wakeups = {
  /** Calls back whenever this process puts a message into the queue; returns how to stop that. */
  onMessage(queue: QueueClient, wake: () => void): () => void;
  announce(queue: QueueClient): void;
};

export function createWakeups(): Wakeups {
  const listeners = new Map<string, Set<() => void>>();
  return {
    onMessage: ({ url }, wake) => {
      const set = listeners.get(url) ?? new Set();
      listeners.set(url, set.add(wake));
      return () => set.delete(wake);
    },
    announce: ({ url }) => {
      for (const wake of listeners.get(url) ?? []) wake();
    },
  };
}

/** Sends one message; a queue that does not exist is created first, as the real host does for outputs and poison. */
export async function sendToQueue(queue: QueueClient, text: string, wakeups: Wakeups): Promise<void> {
  try {
    await queue.sendMessage(text);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await queue.createIfNotExists();
    await queue.sendMessage(text);
  }
  wakeups.announce(queue);
}

/** The writer of output bindings: an array is one message per element, sent one after the other. */
export function createOutputWriter(
  storage: Storage,
  wakeups: Wakeups,
  messageEncoding: 'base64' | 'none',
): (fn: HostFunction, name: string, data: TypedData) => Promise<void> {
  return async (fn, name, data) => {
    const binding = fn.metadata.bindings[name];
    if (binding?.type.toLowerCase() !== 'queue') return;
    const queue = storage.queue(String(binding.connection), String(binding.queueName));
    for (const content of messagesOf(data)) {
      await sendToQueue(
        queue,
        messageEncoding === 'base64' ? content.toString('base64') : content.toString(),
        wakeups,
      );
    }
  };
}

/**
 * The message bodies a value stands for. Like the real host this parses text that looks like JSON, splits arrays and
 * writes objects indented, so that a message which is too large in Azure is too large here.
 */
export function messagesOf(data: TypedData): Buffer[] {
  if (data.bytes !== undefined) return [Buffer.from(data.bytes)];
  const value = data.json === undefined ? (data.string ?? data.int ?? data.double) : JSON.parse(data.json);
  const parsed = typeof value === 'string' ? parseIfJson(value) : value;
  const values: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return values.map((item) =>
    Buffer.from(typeof item === 'object' ? JSON.stringify(item, null, 2) : String(item)),
  );
}

function parseIfJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
