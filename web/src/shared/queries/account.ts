/** The account of who is signed in. */
import { queryOptions } from '@tanstack/react-query';
import { accountApi } from '../../api/account.ts';
import { KEYS } from './keys.ts';

export const accountQuery = queryOptions({
  queryKey: KEYS.account,
  queryFn: ({ signal }) => accountApi.me({}, { signal }),
});
