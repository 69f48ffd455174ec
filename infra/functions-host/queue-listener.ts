/** Polls one storage queue for one function: batches, back-off, and recovery when the service or queue is missing. */
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { QueueSettings } from './host-config.ts';
import { describe, messageOf, type WriteLog } from './logging.ts';
import type { Wakeups } from './outputs.ts';
import { sleep } from './sleep.ts';
import { statusOf } from './storage.ts';

/** Something that runs beside HTTP and can be stopped (a host's drain) and started again (its resume). */
export type Listener = { start(): void; stop(): Promise<void> };

export type QueueListenerOptions = {
  functionName: string;
  queue: QueueClient;
  settings: QueueSettings;
  /** How long a received message is locked, in seconds. */
  lockSeconds: number;
  wakeups: Wakeups;
  /** Works on one message to its end; must not reject for what the message or its handler does. */
  handle(message: DequeuedMessageItem): Promise<void>;
  log: WriteLog;
};

const SHORTEST_POLL_MS = 100;

export function createQueueListener(options: QueueListenerOptions): Listener {
  let stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  return {
    start: () => {
      stopping = new AbortController();
      loop = poll(options, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

async function poll(options: QueueListenerOptions, stopped: AbortSignal): Promise<void> {
  const { queue, settings } = options;
  const delays = pollingDelays(settings.maxPollingIntervalMs);
  const outage = createOutageLog(options);
  const active = new Set<Promise<void>>();
  const whenStopped = new Promise<void>((resolve) => stopped.addEventListener('abort', () => resolve()));
  let wake = new AbortController();
  void whenStopped.then(() => wake.abort());
  const forget = options.wakeups.onMessage(queue, () => wake.abort());

  while (!stopped.aborted) {
    wake = new AbortController(); // before the fetch, so that a message sent meanwhile is not slept over
    const messages = await receive(options, outage);
    for (const message of messages) {
      if (stopped.aborted) await release(queue, message);
      else begin(active, handleSafely(options, message));
    }
    if (messages.length === 0) {
      await sleep(stopped.aborted ? 0 : delays.next(), wake.signal);
      continue;
    }
    delays.reset();
    while (active.size > settings.newBatchThreshold && !stopped.aborted)
      await Promise.race([...active, whenStopped]);
  }
  forget();
  await Promise.all(active);
}

function begin(active: Set<Promise<void>>, work: Promise<void>): void {
  active.add(work);
  void work.then(() => active.delete(work));
}

/** The fetched messages; none when the queue does not exist yet or storage is away. */
async function receive(
  { queue, settings, lockSeconds }: QueueListenerOptions,
  outage: OutageLog,
): Promise<DequeuedMessageItem[]> {
  try {
    const response = await queue.receiveMessages({
      numberOfMessages: settings.batchSize,
      visibilityTimeout: lockSeconds,
    });
    outage.over();
    return response.receivedMessageItems;
  } catch (error) {
    // A queue that does not exist yet is normal: whoever writes to it first creates it.
    if (statusOf(error) === 404) outage.over();
    else outage.failed(error);
    return [];
  }
}

/** A message that arrived during the stop goes back at once instead of after its lock. */
async function release(queue: QueueClient, message: DequeuedMessageItem): Promise<void> {
  await queue.updateMessage(message.messageId, message.popReceipt, undefined, 0).catch(() => undefined);
}

async function handleSafely(
  { handle, functionName, queue, log }: QueueListenerOptions,
  message: DequeuedMessageItem,
): Promise<void> {
  try {
    await handle(message);
  } catch (error) {
    // Storage failed in the middle: the message comes back when its lock ends.
    log({
      level: 'error',
      category: `Function.${functionName}`,
      message: `Message ${message.messageId} of queue '${queue.name}' could not be finished: ${describe(error)}`,
    });
  }
}

/** The SDK's randomised exponential back-off: 100 ms, then 100 ms + 2^n × 100 ms (± 20 %), up to the ceiling. */
export function pollingDelays(
  ceilingMs: number,
  random: () => number = Math.random,
): { next(): number; reset(): void } {
  let exponent = 0;
  return {
    next: () => {
      const increment = exponent === 0 ? 0 : (0.8 + random() * 0.4) * 2 ** (exponent - 1) * SHORTEST_POLL_MS;
      const delay = SHORTEST_POLL_MS + increment;
      if (delay >= ceilingMs) return ceilingMs;
      exponent += 1;
      return delay;
    },
    reset: () => {
      exponent = 0;
    },
  };
}

type OutageLog = { failed(error: unknown): void; over(): void };

/** One line when storage goes away and one when it is back, not one per poll. */
function createOutageLog({ functionName, queue, log }: QueueListenerOptions): OutageLog {
  const category = `Host.Triggers.${functionName}`;
  let away = false;
  return {
    failed: (error) => {
      if (!away)
        log({
          level: 'warning',
          category,
          message: `Queue '${queue.name}' cannot be read: ${messageOf(error)}`,
        });
      away = true;
    },
    over: () => {
      if (away) log({ level: 'information', category, message: `Queue '${queue.name}' can be read again.` });
      away = false;
    },
  };
}
