import { describe, expect, test } from 'vitest';
import { Problem } from '../../../api/problem.ts';
import type { Invoice } from '../queries.ts';
import { type DraftInput, draftStore } from './draft-store.ts';

const input = (notes: string) => ({ notes }) as unknown as DraftInput;
const unanswered = () => new Problem({ status: 0, code: 'unreachable', detail: 'No answer came.' });

/** A server that counts versions, and whose answers to the next calls are lost. */
function server() {
  const calls: string[] = [];
  let version = 0;
  let lost = 0;
  const answer = (call: string): Promise<Invoice> => {
    calls.push(call);
    version++;
    if (lost-- > 0) return Promise.reject(unanswered());
    return Promise.resolve({ id: 'draft', version } as Invoice);
  };
  return {
    calls,
    lose: (count: number) => {
      lost = count;
    },
    api: {
      create: ({ notes }: DraftInput) => answer(`create ${notes}`),
      edit: ({ notes }: DraftInput, of: number) => answer(`edit ${notes} of version ${of}`),
    },
  };
}

describe('a draft that saves itself', () => {
  test('is made once and changed from then on, each time from the newest version', async () => {
    const { api, calls } = server();
    const store = draftStore(undefined, api);
    await Promise.all([store.save(input('a')), store.save(input('b')), store.save(input('c'))]);
    expect(calls).toEqual(['create a', 'edit b of version 1', 'edit c of version 2']);
  });

  test('is asked for again as it was when no answer came, so that there is never a second', async () => {
    const { api, calls, lose } = server();
    const store = draftStore(undefined, api);
    lose(1);
    await expect(store.save(input('a'))).rejects.toThrow();
    await store.save(input('b'));
    expect(calls).toEqual(['create a', 'create a', 'edit b of version 2']);
  });

  test('goes on from the version of someone else once that was looked at', async () => {
    const { api, calls } = server();
    const store = draftStore({ id: 'draft', version: 3 } as Invoice, api);
    store.adopt({ id: 'draft', version: 9 } as Invoice);
    await store.save(input('mine'));
    expect(calls).toEqual(['edit mine of version 9']);
  });
});
