/** What happens to one queue message: decode, run the function, then delete, retry later or move to the poison queue. */
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { TypedData } from './core-types.ts';
import type { HostFunction } from './function-table.ts';
import type { QueueSettings } from './host-config.ts';
import type { Invoke } from './invocation.ts';
import type { WriteLog } from './logging.ts';
import { sendToQueue, type Wakeups } from './outputs.ts';
import { isObject } from './settings.ts';
import { statusOf } from './storage.ts';

export type QueueMessageOptions = {
  fn: HostFunction;
  queue: QueueClient;
  /** undefined: a failed message only waits for the end of its lock. */
  poison: QueueClient | undefined;
  settings: QueueSettings;
  lockSeconds: number;
  invoke: Invoke;
  wakeups: Wakeups;
  log: WriteLog;
};

/** Handles one received message to its end; rejects only when storage fails. */
export async function handleMessage(
  options: QueueMessageOptions,
  message: DequeuedMessageItem,
): Promise<void> {
  const { fn, queue, settings } = options;
  if (message.dequeueCount > settings.maxDequeueCount && options.poison !== undefined) {
    return moveToPoison(options, message, message.popReceipt);
  }
  const text =
    settings.messageEncoding === 'base64' ? decodeBase64(message.messageText) : message.messageText;
  // Text that is not base64 can never succeed, so the function does not see it.
  if (text === undefined) return moveToPoison(options, message, message.popReceipt);

  const lock = keepLocked(options, message);
  const outcome = await options.invoke(fn, { string: text }, { triggerMetadata: metadataOf(message, text) });
  const popReceipt = await lock.end();
  if (outcome.ok) await queue.deleteMessage(message.messageId, popReceipt);
  else if (options.poison === undefined) return;
  else if (message.dequeueCount >= settings.maxDequeueCount) await moveToPoison(options, message, popReceipt);
  else {
    const seconds = Math.ceil(settings.visibilityTimeoutMs / 1000);
    await queue.updateMessage(message.messageId, popReceipt, undefined, seconds);
  }
}

async function moveToPoison(
  options: QueueMessageOptions,
  message: DequeuedMessageItem,
  popReceipt: string,
): Promise<void> {
  const { poison, settings, fn } = options;
  if (poison === undefined) return;
  const reason =
    message.dequeueCount >= settings.maxDequeueCount
      ? `Message has reached MaxDequeueCount of ${settings.maxDequeueCount}.`
      : 'Message is not valid base64.';
  const text = `${reason} Moving message to queue '${poison.name}'.`;
  options.log({ level: 'warning', category: `Host.Triggers.${fn.name}`, message: text });
  await sendToQueue(poison, message.messageText, options.wakeups);
  await options.queue.deleteMessage(message.messageId, popReceipt);
}

/** The text, or undefined when it is not base64. White space is skipped, as .NET does. */
function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[ \t\r\n]/g, '');
  const valid = digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
  return valid ? Buffer.from(digits, 'base64').toString('utf8') : undefined;
}

/**
 * Renews the message's lock at half its time while the function runs. A failed renewal is tried again sooner; when
 * the message is gone or another has it, there is nothing left to renew.
 */
function keepLocked(
  { queue, lockSeconds }: QueueMessageOptions,
  message: DequeuedMessageItem,
): { end(): Promise<string> } {
  const halfMs = lockSeconds * 500;
  let popReceipt = message.popReceipt;
  let renewal: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const schedule = (delayMs: number): void => {
    if (!ended) timer = setTimeout(renew, delayMs);
  };
  const renew = (): void => {
    renewal = queue.updateMessage(message.messageId, popReceipt, undefined, lockSeconds).then(
      (update) => {
        popReceipt = update.popReceipt ?? popReceipt;
        schedule(halfMs);
      },
      (error: unknown) => {
        const lost = [400, 404].includes(statusOf(error) ?? 0);
        if (!lost) schedule(halfMs / 5);
      },
    );
  };
  schedule(halfMs);
  return {
    end: async () => {
      ended = true;
      clearTimeout(timer);
      await renewal; // its receipt is the one that counts
      return popReceipt;
    },
  };
}

/** What `context.triggerMetadata` shows: the message's facts and the plain properties of a JSON message. */
function metadataOf(message: DequeuedMessageItem, text: string): Record<string, TypedData> {
  const json = (value: unknown): TypedData => ({ json: JSON.stringify(value) });
  return {
    ...propertiesOf(text),
    QueueTrigger: { string: text },
    Id: { string: message.messageId },
    PopReceipt: { string: message.popReceipt },
    DequeueCount: json(message.dequeueCount),
    InsertionTime: json(message.insertedOn),
    ExpirationTime: json(message.expiresOn),
    NextVisibleTime: json(message.nextVisibleOn),
  };
}

function propertiesOf(text: string): Record<string, TypedData> {
  if (!text.startsWith('{')) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {};
  }
  if (!isObject(value)) return {};
  const properties = Object.entries(value).filter(
    ([, property]) => property !== null && !Array.isArray(property),
  );
  return Object.fromEntries(
    properties.map(([name, property]): [string, TypedData] => [
      name,
      typeof property === 'object' ? { json: JSON.stringify(property) } : { string: String(property) },
    ]),
  );
}
