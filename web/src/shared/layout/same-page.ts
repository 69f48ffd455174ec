/** Addresses of one page: a new invoice gets the address of its draft while its form stays as it is. */
import type { Location } from 'react-router';

/** The page that an entry of the history shows: that of its state, or a page of its own. */
export const pageOf = ({ state, key }: Pick<Location, 'state' | 'key'>): string =>
  (state as { page?: string } | null)?.page ?? key;

/** The state of an entry that shows the same page as this one. */
export const samePage = (location: Pick<Location, 'state' | 'key'>): { page: string } => ({
  page: pageOf(location),
});
