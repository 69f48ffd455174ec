/** Keeps a draft at the server: makes it once, then changes it, one save after the other. */
import type * as z from 'zod';
import type { invoices } from '../../../../../functions/contracts/invoices.ts';
import { isUnknown } from '../../../api/idempotency.ts';
import type { Invoice } from '../queries.ts';

export type DraftInput = z.output<typeof invoices.create.input>;

type DraftApi = {
  create: (input: DraftInput) => Promise<Invoice>;
  edit: (input: DraftInput & { id: string }, version: number) => Promise<Invoice>;
};

export type DraftStore = {
  /** The draft as the server has it; undefined until it was saved once. */
  current: () => Invoice | undefined;
  save: (input: DraftInput) => Promise<Invoice>;
  /** Goes on from a version that someone else saved. */
  adopt: (theirs: Invoice) => void;
};

/**
 * When no answer came to the making of a draft, the same input is sent first the next time: with its idempotency key it
 * never makes a second draft. What was changed since follows as an edit.
 */
export function draftStore(draft: Invoice | undefined, api: DraftApi): DraftStore {
  let saved = draft;
  let unanswered: DraftInput | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function make(input: DraftInput): Promise<Invoice> {
    const first = unanswered ?? input;
    try {
      const made = await api.create(first);
      unanswered = undefined;
      saved = made;
      return first === input ? made : await change(made, input);
    } catch (error) {
      if (!saved) unanswered = isUnknown(error) ? first : undefined;
      throw error;
    }
  }

  async function change(before: Invoice, input: DraftInput): Promise<Invoice> {
    saved = await api.edit({ id: before.id, ...input }, before.version);
    return saved;
  }

  return {
    current: () => saved,
    adopt: (theirs) => {
      saved = theirs;
    },
    save(input) {
      const done = queue.then(() => (saved ? change(saved, input) : make(input)));
      queue = done.catch(() => undefined);
      return done;
    },
  };
}
