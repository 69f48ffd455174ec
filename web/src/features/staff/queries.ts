/** Who works here, and where each is signed in. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { staff } from '../../../../functions/contracts/staff.ts';
import { adminApi } from '../../api/admin-api.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';

export type Person = z.output<typeof staff.get.reply>;

const peopleQuery = (page: { limit: number; cursor: string | undefined }) =>
  queryOptions({
    queryKey: [...KEYS.people, 'list', page],
    queryFn: ({ signal }) => adminApi.staff.list(page, { signal }),
    placeholderData: keepPreviousData,
  });

export const usePeople = (page: { limit: number; cursor: string | undefined }) => useQuery(peopleQuery(page));

const personQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.people, 'one', id],
    queryFn: ({ signal }) => adminApi.staff.get({ id }, { signal }),
  });

export const usePerson = (id: string) => useQuery(personQuery(id));

const personSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEYS.people, 'sessions', id],
    queryFn: ({ signal }) => adminApi.staff.sessions({ id }, { signal }),
  });

export const usePersonSessions = (id: string) => useQuery(personSessionsQuery(id));

type PersonAction<Input, Output> = {
  act: (input: Input) => Promise<Output>;
  /** What is said when it worked; nothing where a dialog says it. */
  done?: string | ((output: Output) => string);
  onDone?: (output: Output) => void;
};

/** Something done to an account: every list about people is read again. */
export const usePersonAction = <Output, Input = void>(action: PersonAction<Input, Output>) =>
  useAction({ ...action, changes: [KEYS.people] });
