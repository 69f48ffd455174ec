/** Azure Storage queues: wake-up calls that may be lost, because a timer finds what was not done (decision 29). */
import { type QueueClient, QueueServiceClient, StorageRetryPolicyType } from '@azure/storage-queue';
import type { Log } from '../../capabilities/ports/common.ts';
import type { Queues } from '../../capabilities/ports/storage.ts';

/** Nobody waits long for a wake-up call. */
const PATIENCE_MILLISECONDS = 2_000;

export type QueueNames = { stripeEvents: string; work: string; overdue: string };

export function createQueues(connection: string, names: QueueNames, log: Log): Queues {
  const service = QueueServiceClient.fromConnectionString(connection, {
    retryOptions: {
      maxTries: 1,
      tryTimeoutInMs: PATIENCE_MILLISECONDS,
      retryPolicyType: StorageRetryPolicyType.FIXED,
    },
  });
  const send = async (name: string, message: Record<string, unknown>): Promise<void> => {
    const queue = service.getQueueClient(name);
    const text = Buffer.from(JSON.stringify(message)).toString('base64');
    try {
      await sendCreating(queue, text);
    } catch (error) {
      log.warn('queue_unavailable', {
        queue: name,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };
  return {
    eventStored: (eventId, requestId) =>
      send(names.stripeEvents, { event_id: eventId, request_id: requestId }),
    workAdded: (workId, requestId) => send(names.work, { work_id: workId, request_id: requestId }),
    again: (queue, body) => sendCreating(service.getQueueClient(queue), Buffer.from(body).toString('base64')),
    overdueFound: (invoiceIds, requestId) =>
      send(names.overdue, { invoice_ids: invoiceIds, request_id: requestId }),
    health: async () => {
      await service.getProperties({ abortSignal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
    },
  };
}

async function sendCreating(queue: QueueClient, text: string): Promise<void> {
  const abortSignal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
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
