/** Waking the queue for work of the outbox, after the commit that wrote it and by itself. */
import type { Queues } from '../ports/queues.ts';
import type { StripeEventStore } from '../ports/stripe-events.ts';
import type { AddedWork, Outbox } from '../ports/work.ts';
import type { Database, Stores } from '../ports.ts';

type Note = (added: AddedWork) => Promise<void>;

/**
 * The database whose outbox wakes the queue. Inside a transaction that happens after the commit, and only for what the
 * committed attempt added: a transaction may be repeated. A message that is lost costs time only: the sweep finds the work.
 */
export function wakingDatabase(db: Database, queues: Pick<Queues, 'enqueueWork'>): Database {
  return {
    ...db,
    read: noting(db.read, (added) => queues.enqueueWork(added)),
    async transaction(work, subject, group) {
      let added: AddedWork[] = [];
      const waking: typeof work = (tx) => {
        added = [];
        return work(
          noting(tx, async (each) => {
            added.push(each);
          }),
        );
      };
      const result = await db.transaction(waking, subject, group);
      await Promise.all(added.map((each) => queues.enqueueWork(each)));
      return result;
    },
  };
}

const noting = (stores: Stores, note: Note): Stores => ({
  ...stores,
  outbox: notingOutbox(stores.outbox, note),
  events: notingEvents(stores.events, note),
});

const notingOutbox = (outbox: Outbox, note: Note): Outbox => ({
  ...outbox,
  async add(topic, subjectId, requestId, doer = 'queue') {
    const id = await outbox.add(topic, subjectId, requestId, doer);
    if (doer === 'queue') await note({ id, topic, requestId });
    return id;
  },
  async addAll(topic, subjectIds, requestId) {
    const ids = await outbox.addAll(topic, subjectIds, requestId);
    for (const id of ids) await note({ id, topic, requestId });
    return ids;
  },
  async wake(arrived) {
    const woken = await outbox.wake(arrived);
    for (const each of woken) await note(each);
    return woken;
  },
});

const notingEvents = (events: StripeEventStore, note: Note): StripeEventStore => ({
  ...events,
  async add(event, doer = 'queue') {
    const added = await events.add(event, doer);
    if (added !== 'known' && added.workId !== null && doer === 'queue') {
      await note({ id: added.workId, topic: 'apply_event', requestId: event.requestId });
    }
    return added;
  },
});
