/** Azure Storage queues: wake-up calls that may be lost, because a timer finds what was not done (decision 29). */
import {
  type DequeuedMessageItem,
  type QueueClient,
  QueueServiceClient,
  StorageRetryPolicyType,
} from '@azure/storage-queue';
import type { Log } from '../../capabilities/ports/common.ts';
import type { Queues } from '../../capabilities/ports/queues.ts';
import type { AddedWork } from '../../capabilities/ports/work.ts';
import { managedIdentity, type StorageAccount } from '../storage-account.ts';
import { timeLimit } from '../time-limit.ts';
import { TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { gathered } from './gathered.ts';

/** Poisoned messages are few; a flood is taken in several runs. */
const MOST_BATCHES = 20;
const KEEPING_SECONDS = 60;
/** Pieces of work that one wake-up call names. They are done one after the other. */
const MOST_OF_A_CALL = 8;

export type QueueNames = { stripeEvents: string; work: string; overdue: string };

export function createQueues(
  account: StorageAccount,
  names: QueueNames,
  log: Log,
  limits: TimeLimits = TIME_LIMITS.queues,
): Queues {
  const options = {
    retryOptions: {
      maxTries: limits.tries,
      tryTimeoutInMs: limits.requestMilliseconds,
      retryPolicyType: StorageRetryPolicyType.FIXED,
    },
  };
  const service =
    typeof account === 'string'
      ? QueueServiceClient.fromConnectionString(account, options)
      : new QueueServiceClient(account.queueUri, managedIdentity(account.clientId), options);
  const send = async (name: string, message: Record<string, unknown>): Promise<void> => {
    const queue = service.getQueueClient(name);
    const text = Buffer.from(JSON.stringify(message)).toString('base64');
    try {
      await sendCreating(queue, text, limits);
    } catch (error) {
      log.warn('queue_unavailable', {
        queue: name,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };
  const wake =
    (name: string) =>
    ([first, ...others]: readonly AddedWork[]): Promise<void> =>
      send(name, {
        work_id: first?.id,
        ...(others.length > 0 && { others: others.map(({ id }) => id) }),
        request_id: first?.requestId,
      });
  const wakeEvents = gathered(MOST_OF_A_CALL, wake(names.stripeEvents));
  const wakeWork = gathered(MOST_OF_A_CALL, wake(names.work));
  return {
    // Payments do not wait behind a morning's reminders.
    enqueueWork: (work) => (work.topic === 'apply_event' ? wakeEvents(work) : wakeWork(work)),
    requeue: (queue, body) => sendCreating(service.getQueueClient(queue), body, limits),
    drainPoisonQueues: async (keep) => {
      for (const name of Object.values(names)) {
        await takeAll(service.getQueueClient(`${name}-poison`), limits, ({ messageId, messageText }) =>
          keep({ queue: name, messageId, body: messageText, text: textIn(messageText) }),
        );
      }
    },
    enqueueOverdueBatch: (invoiceIds, requestId) =>
      send(names.overdue, { invoice_ids: invoiceIds, request_id: requestId }),
    depths: () =>
      Promise.all(Object.values(names).map((name) => depthOf(service.getQueueClient(name), limits))),
    health: async () => {
      await service.getProperties({ abortSignal: AbortSignal.timeout(limits.deadlineMilliseconds) });
    },
  };
}

/** Hands over message by message; what was not kept stays, and is seen again after a while. */
async function takeAll(
  queue: QueueClient,
  { deadlineMilliseconds }: TimeLimits,
  keep: (message: DequeuedMessageItem) => Promise<void>,
): Promise<void> {
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const limit = timeLimit(deadlineMilliseconds);
    const options = { numberOfMessages: 32, visibilityTimeout: KEEPING_SECONDS, abortSignal: limit.signal };
    const { receivedMessageItems } = await limit
      .within(queue.receiveMessages(options))
      .catch((error: unknown) => {
        if (isMissing(error)) return { receivedMessageItems: [] };
        throw error;
      });
    if (receivedMessageItems.length === 0) return;
    for (const message of receivedMessageItems) {
      await keep(message);
      const deletion = timeLimit(deadlineMilliseconds);
      await deletion.within(
        queue.deleteMessage(message.messageId, message.popReceipt, { abortSignal: deletion.signal }),
      );
    }
  }
}

/** A queue is made with its first message: before that it is empty. */
async function depthOf(
  queue: QueueClient,
  { deadlineMilliseconds }: TimeLimits,
): Promise<{ queue: string; messages: number; ageSeconds: number }> {
  const abortSignal = AbortSignal.timeout(deadlineMilliseconds);
  try {
    const [{ approximateMessagesCount = 0 }, { peekedMessageItems }] = await Promise.all([
      queue.getProperties({ abortSignal }),
      queue.peekMessages({ numberOfMessages: 1, abortSignal }),
    ]);
    const oldest = peekedMessageItems[0]?.insertedOn.getTime() ?? Date.now();
    return {
      queue: queue.name,
      messages: approximateMessagesCount,
      ageSeconds: Math.max(0, (Date.now() - oldest) / 1000),
    };
  } catch (error) {
    if (isMissing(error)) return { queue: queue.name, messages: 0, ageSeconds: 0 };
    throw error;
  }
}

/** What a message says, or nothing when it is not base64. */
function textIn(body: string): string | undefined {
  return body.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(body)
    ? Buffer.from(body, 'base64').toString('utf8')
    : undefined;
}

async function sendCreating(
  queue: QueueClient,
  text: string,
  { deadlineMilliseconds }: TimeLimits,
): Promise<void> {
  const abortSignal = AbortSignal.timeout(deadlineMilliseconds);
  try {
    await queue.sendMessage(text, { abortSignal });
  } catch (error) {
    if (!isMissing(error)) throw error;
    await queue.createIfNotExists({ abortSignal });
    await queue.sendMessage(text, { abortSignal });
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 404;
