/** The search over patients, documents and money. */
import type { Found } from '../../contracts/search.ts';
import type { SearchGroup, SearchTerms } from '../../domain/search.ts';
import type { PhoneNumber } from './phones.ts';

export type SearchStore = {
  /** The first few of each group, by one statement; groups that are not asked for are empty. `phone` is the number that the text may be. */
  find(terms: SearchTerms, groups: readonly SearchGroup[], phone?: PhoneNumber): Promise<Found>;
};
