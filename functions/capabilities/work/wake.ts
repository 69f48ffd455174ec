/** Waking the queue for work of the outbox, after the commit that wrote it and by itself. */
import type { Queues } from '../ports/queues.ts';
import type { Outbox } from '../ports/work.ts';
import type { Database } from '../ports.ts';

type Added = { id: string; requestId: string };

/**
 * The database whose outbox wakes the queue. Inside a transaction that happens after the commit, and only for what the
 * committed attempt added: a transaction may be repeated. A message that is lost costs time only: the sweep finds the work.
 */
export function wakingDatabase(db: Database, queues: Pick<Queues, 'enqueueWork'>): Database {
  const wake = ({ id, requestId }: Added): Promise<void> => queues.enqueueWork(id, requestId);
  return {
    ...db,
    read: { ...db.read, outbox: noting(db.read.outbox, wake) },
    async transaction(work, subject) {
      let added: Added[] = [];
      const result = await db.transaction((tx) => {
        added = [];
        const outbox = noting(tx.outbox, async (each) => {
          added.push(each);
        });
        return work({ ...tx, outbox });
      }, subject);
      for (const each of added) await wake(each);
      return result;
    },
  };
}

const noting = (outbox: Outbox, note: (added: Added) => Promise<void>): Outbox => ({
  ...outbox,
  async add(topic, subjectId, requestId, doer = 'queue') {
    const id = await outbox.add(topic, subjectId, requestId, doer);
    if (doer === 'queue') await note({ id, requestId });
    return id;
  },
  async addAll(topic, subjectIds, requestId) {
    const ids = await outbox.addAll(topic, subjectIds, requestId);
    for (const id of ids) await note({ id, requestId });
    return ids;
  },
});
