/** What was opened from the palette lately: in memory only, because the titles are often names of patients. */
import type { Item } from './results.ts';

const MOST = 5;

let owner: string | undefined;
let items: readonly Item[] = [];

/** What this member of staff opened in this tab, newest first. */
export function recentOf(staffId: string): readonly Item[] {
  if (owner !== staffId) {
    owner = staffId;
    items = [];
  }
  return items;
}

export function keepRecent(staffId: string, item: Item): void {
  items = [item, ...recentOf(staffId).filter(({ to }) => to !== item.to)].slice(0, MOST);
}
