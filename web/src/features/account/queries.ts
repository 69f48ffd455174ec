/** The account of who is signed in, and where they are. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { auth } from '../../../../functions/contracts/auth.ts';
import { adminApi } from '../../api/admin-api.ts';
import { accountQuery } from '../../shared/queries/account.ts';
import { KEYS } from '../../shared/queries/keys.ts';

export type Account = z.output<typeof auth.me.reply>;

const sessionsQuery = queryOptions({
  queryKey: KEYS.sessions,
  queryFn: ({ signal }) => adminApi.sessions.list({}, { signal }),
});

export const useAccount = () => useQuery(accountQuery);

export const useSessions = () => useQuery(sessionsQuery);
