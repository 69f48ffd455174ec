/** The account of who is signed in, and where they are. */
import { useQuery } from '@tanstack/react-query';
import type * as z from 'zod';
import type { auth } from '../../../../functions/contracts/auth.ts';
import { accountApi } from '../../api/account.ts';
import { adminApi } from '../../api/office.ts';

export type Account = z.output<typeof auth.me.reply>;

export const useAccount = () =>
  useQuery({ queryKey: ['me'], queryFn: ({ signal }) => accountApi.me({}, { signal }) });

export const useSessions = () =>
  useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => adminApi.sessions.list({}, { signal }) });
