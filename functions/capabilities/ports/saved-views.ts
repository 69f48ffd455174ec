/** Saved views of members of staff. */
import type { SavedView, ViewFilters } from '../../contracts/saved-views.ts';
import type { ViewList } from '../../domain/saved-view.ts';

export type NewSavedView = {
  id: string;
  staffId: string;
  list: ViewList;
  name: string;
  filters: ViewFilters;
  position: number;
};

export type SavedViewStore = {
  /** Those of one person, in their order. */
  list(staffId: string, list: ViewList): Promise<SavedView[]>;
  /** One view with whose it is. */
  get(id: string): Promise<(SavedView & { staffId: string }) | undefined>;
  /** The places that a person's views of a list take; others who add one wait until the transaction ends. */
  lockPositions(staffId: string, list: ViewList): Promise<number[]>;
  /** False when the person has a view of this name there, whatever its capitals. */
  add(view: NewSavedView): Promise<boolean>;
  /** The same. */
  rename(id: string, name: string): Promise<boolean>;
  remove(id: string): Promise<void>;
};
