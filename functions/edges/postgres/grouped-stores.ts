/** The stores of a transaction that several commands share: what they ask for at the same time is one statement. */
import DataLoader from 'dataloader';
import type { Stores } from '../../capabilities/ports.ts';
import { requireFound } from '../../domain/not-found.ts';
import type { Encryption } from '../security/encryption.ts';
import { recordEntries } from './audit.ts';
import { addPages, livePages } from './checkouts.ts';
import { rememberSubjects, takeKeys } from './idempotency.ts';
import { addDrafts, lockInvoices, lockStandings, markManyIssued, setStatuses } from './invoice-writes.ts';
import { postMany } from './ledger.ts';
import { addLinks } from './links.ts';
import type { Many } from './many.ts';
import { addMessageRows } from './messages.ts';
import { allocateMany } from './numbers.ts';
import { addWork } from './outbox.ts';
import { contactsOf } from './patient-contacts.ts';
import { addOfflinePayments } from './payments.ts';
import type { Query } from './pool.ts';
import { lockActors } from './sessions.ts';
import { storesOn } from './stores.ts';

/** Every statement that the grouped commands send is gathered; any other store call is a statement of its own. */
export function groupedStores(query: Query, encryption: Encryption): Stores {
  const stores = storesOn(query, encryption);
  const gather = <Item, Result>(many: Many<Item, Result>): ((item: Item) => Promise<Result>) => {
    const loader = new DataLoader<Item, Result>((items) => many(query, items), { cache: false });
    return (item) => loader.load(item);
  };
  return {
    ...stores,
    ...ofInvoices(stores, gather, encryption),
    ...ofPayments(stores, gather, encryption),
    ...ofRequests(stores, gather, encryption),
  };
}

type Gather = <Item, Result>(many: Many<Item, Result>) => (item: Item) => Promise<Result>;

function ofInvoices(stores: Stores, gather: Gather, encryption: Encryption) {
  const lock = gather(lockInvoices(encryption));
  const addDraft = gather(addDrafts(encryption));
  const markIssued = gather(markManyIssued);
  const setStatus = gather(setStatuses);
  return {
    invoices: {
      ...stores.invoices,
      lock,
      require: async (id) => requireFound(await lock(id), 'invoice'),
      lockStanding: gather(lockStandings),
      addDraft: (draft, staffId) => addDraft({ draft, staffId }),
      markIssued: async (id, number, at) => markIssued({ id, number, at }),
      setStatus: async (id, status) => setStatus({ id, status }),
    },
    numbers: { ...stores.numbers, allocate: gather(allocateMany) },
    ledger: { ...stores.ledger, post: gather(postMany) },
    patients: { ...stores.patients, contact: gather(contactsOf) },
  } satisfies Partial<Stores>;
}

function ofPayments(stores: Stores, gather: Gather, encryption: Encryption) {
  const addLink = gather(addLinks);
  const addPage = gather(addPages(encryption));
  const addPayment = gather(addOfflinePayments);
  return {
    payments: { ...stores.payments, addOffline: async (payment) => addPayment(payment) },
    checkouts: { ...stores.checkouts, add: async (page) => addPage(page), live: gather(livePages) },
    links: {
      ...stores.links,
      add: (invoiceId, purpose, expiresAt) => addLink({ invoiceId, purpose, expiresAt }),
      addResult: ({ invoiceId, checkoutId }, expiresAt) =>
        addLink({ invoiceId, purpose: 'result', expiresAt, checkoutId }),
    },
    messages: { ...stores.messages, add: gather(addMessageRows) },
  } satisfies Partial<Stores>;
}

function ofRequests(stores: Stores, gather: Gather, encryption: Encryption) {
  const addOne = gather(addWork);
  const record = gather(recordEntries);
  const remember = gather(rememberSubjects);
  const lockActor = gather(lockActors);
  return {
    idempotency: {
      ...stores.idempotency,
      take: gather(takeKeys(encryption)),
      remember: async (key, subjectId) => remember({ key, subjectId }),
    },
    sessions: { ...stores.sessions, lockActor: (sessionId, now) => lockActor({ sessionId, now }) },
    audit: { ...stores.audit, record: async (by, entry) => record({ by, entry }) },
    outbox: {
      ...stores.outbox,
      add: (topic, subjectId, requestId) => addOne({ topic, subjectId, requestId }),
    },
  } satisfies Partial<Stores>;
}
