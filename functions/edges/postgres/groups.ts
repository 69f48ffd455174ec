/** Commands that wait at the same time share a transaction: one lock, one statement and one commit for many of them. */
import type pg from 'pg';
import type { Group, Stores } from '../../capabilities/ports.ts';
import type { Encryption } from '../security/encryption.ts';
import { groupedStores } from './grouped-stores.ts';
import { isOutage, type Query, queryOn, translated } from './pool.ts';
import { storesOn } from './stores.ts';
import { once, transaction } from './transaction.ts';

/** Commands of one transaction. */
const MOST = 50;
/** Transactions of one kind at the same time; commands that come meanwhile are gathered for the next. */
const AT_ONCE = 2;

type Work<T> = (stores: Stores) => Promise<T>;

type Member = {
  work: Work<unknown>;
  invoiceId: string | undefined;
  /** Two members that name the same thing are never in the same transaction, nor at the same time in two. */
  names: readonly string[];
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};

type Settled = { free: readonly Member[]; outcomes: readonly PromiseSettledResult<unknown>[] };

const isSettled = (value: unknown): value is Settled =>
  typeof value === 'object' && value !== null && 'outcomes' in value;

/** Thrown inside the transaction of a group, which is rolled back. */
class MembersFailed extends Error {
  readonly settled: Settled;
  constructor(settled: Settled) {
    super('A member of the group failed.');
    this.settled = settled;
  }
}

/**
 * Does a command in a transaction that it may share with others of its kind. A command that meets no other goes alone
 * and at once. When a member fails, the transaction is rolled back, the member is done alone, and the others once more
 * together: nothing of a failed member stays, and none of the others notices it. A member whose invoice another
 * transaction holds goes alone too, so that no other waits for it.
 */
export function createGroups(
  pool: pg.Pool,
  encryption: Encryption,
): <T>(work: Work<T>, group: Group) => Promise<T> {
  const alone = (member: Member): Promise<void> =>
    transaction(pool, (client) => member.work(storesOn(queryOn(client), encryption))).then(
      member.resolve,
      member.reject,
    );
  const together = (members: readonly Member[]): Promise<Settled> =>
    once(pool, async (client) => {
      const query = inTurn(queryOn(client));
      const free = await freeOf(query, members);
      const stores = groupedStores(query, encryption);
      const outcomes = await Promise.allSettled(free.map(({ work }) => work(stores)));
      if (outcomes.some(({ status }) => status === 'rejected')) throw new MembersFailed({ free, outcomes });
      return { free, outcomes };
    });
  const run = async (members: readonly Member[], isRepeat = false): Promise<void> => {
    if (members.length === 1) return eachOf(members, alone);
    const done = await together(members).catch((error: unknown) => error);
    if (isSettled(done)) {
      for (const [index, member] of done.free.entries()) member.resolve(resultOf(done.outcomes[index]));
      return eachOf(without(members, done.free), alone);
    }
    if (isOutage(translated(done))) return rejectAll(members, translated(done));
    const well = done instanceof MembersFailed && !isRepeat ? wellOf(members, done.settled) : [];
    const again = well.length > 0 ? run(well, true) : undefined;
    await Promise.all([again, eachOf(without(members, well), alone)]);
  };
  const queues = new Map<Group['kind'], ReturnType<typeof queueFor>>();
  return <T>(work: Work<T>, { kind, invoiceId, names = [] }: Group) =>
    new Promise<T>((resolve, reject) => {
      const queue = queues.get(kind) ?? queueFor(run);
      queues.set(kind, queue);
      const all = invoiceId === undefined ? names : [...names, invoiceId];
      queue({ work, invoiceId, names: all, resolve: resolve as Member['resolve'], reject });
    });
}

/** A connection runs one statement at a time. */
function inTurn(query: Query): Query {
  let before: Promise<unknown> = Promise.resolve();
  return <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => {
    const next = before.then(() => query<Row>(text, values));
    before = next.catch(() => undefined);
    return next;
  };
}

const without = (members: readonly Member[], others: readonly Member[]): Member[] =>
  members.filter((member) => !others.includes(member));

const resultOf = (outcome: PromiseSettledResult<unknown> | undefined): unknown =>
  outcome?.status === 'fulfilled' ? outcome.value : undefined;

function rejectAll(members: readonly Member[], error: unknown): void {
  for (const { reject } of members) reject(error);
}

const eachOf = async (members: readonly Member[], run: (member: Member) => Promise<void>): Promise<void> => {
  await Promise.all(members.map(run));
};

/** The members whose invoice no other transaction holds; it is locked for them, in one order for all. */
async function freeOf(query: Query, members: readonly Member[]): Promise<Member[]> {
  const ids = members.flatMap(({ invoiceId }) => invoiceId ?? []);
  if (ids.length === 0) return [...members];
  const rows = await query<{ id: string }>(
    'select id from invoices where id = any ($1::uuid[]) order by id for update skip locked',
    [ids],
  );
  const locked = new Set(rows.map(({ id }) => id));
  return members.filter(({ invoiceId }) => invoiceId === undefined || locked.has(invoiceId));
}

/** The members that did not fail. */
const wellOf = (members: readonly Member[], { outcomes, free }: Settled): Member[] =>
  members.filter((member) => outcomes[free.indexOf(member)]?.status === 'fulfilled');

/** Hands members to `run` in groups that name nothing twice, so many groups at the same time. */
function queueFor(run: (members: readonly Member[]) => Promise<void>): (member: Member) => void {
  const waiting: Member[] = [];
  const busy = new Set<string>();
  let running = 0;
  const takeGroup = (): Member[] => {
    const group: Member[] = [];
    for (const member of [...waiting]) {
      if (group.length === MOST) break;
      if (member.names.some((name) => busy.has(name))) continue;
      for (const name of member.names) busy.add(name);
      group.push(member);
      waiting.splice(waiting.indexOf(member), 1);
    }
    return group;
  };
  const start = (): void => {
    if (running >= AT_ONCE) return;
    const group = takeGroup();
    if (group.length === 0) return;
    running++;
    void run(group).finally(() => {
      running--;
      for (const { names } of group) for (const name of names) busy.delete(name);
      start();
    });
  };
  return (member) => {
    waiting.push(member);
    start();
  };
}
