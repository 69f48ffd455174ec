/** The API of the one search, loaded with its palette. */
import { search } from '../../../functions/contracts/search.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const searchApi = createClient({ search }, session.send);
