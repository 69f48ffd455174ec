/** The views of a list that its reader saved: which are there, and which one the address shows. */
import { useQuery } from '@tanstack/react-query';
import type { SavedView } from '../../../../functions/contracts/saved-views.ts';
import type { ViewList } from '../../../../functions/domain/saved-view.ts';
import { savedViewsApi } from '../../api/saved-views.ts';
import { KEYS } from '../queries/keys.ts';

/** What is done with a view. */
export type Asking = 'save' | 'rename' | 'delete';
export type Filters = Readonly<Record<string, string | undefined>>;

const given = (filters: Filters) =>
  Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort();

/** The saved view whose filters these are. */
export const viewShowing = (views: readonly SavedView[], filters: Filters): SavedView | undefined =>
  views.find((view) => JSON.stringify(given(view.filters)) === JSON.stringify(given(filters)));

export const useSavedViews = (list: ViewList): readonly SavedView[] =>
  useQuery({
    queryKey: [...KEYS.savedViews, list],
    queryFn: async ({ signal }) => (await savedViewsApi.list({ list }, { signal })).data,
    staleTime: 300_000,
  }).data ?? [];

/** What the tabs of a list become with its saved views after them. */
export function withViews<Tab extends { id: string; label: string }>(
  tabs: readonly Tab[],
  views: readonly SavedView[],
): { id: string; label: string }[] {
  return [...tabs, ...views.map(({ id, name }) => ({ id, label: name }))];
}
