/** Saves the present filters of a list as a view, or changes the view that is shown. */
import { Button } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import type { SavedView } from '../../../../functions/contracts/saved-views.ts';
import type { ViewList } from '../../../../functions/domain/saved-view.ts';
import type { Asking, Filters } from './saved-views.ts';

const SavedViewDialog = lazy(async () => ({
  default: (await import('./SavedViewDialog.tsx')).SavedViewDialog,
}));

const WORDS: Record<Asking, string> = { save: 'Save view', rename: 'Rename view', delete: 'Delete view' };

type SavedViewButtonsProps = {
  list: ViewList;
  filters: Filters;
  view: SavedView | undefined;
  /** Whether the filters are more than a tab of the list. */
  worthSaving: boolean;
  /** After the view that was shown is gone. */
  onDeleted: () => void;
};

export function SavedViewButtons({ worthSaving, view, ...props }: SavedViewButtonsProps) {
  const [asking, setAsking] = useState<Asking>();
  if (!view && !worthSaving) return null;
  const actions: Asking[] = view ? ['rename', 'delete'] : ['save'];
  return (
    <>
      {actions.map((action) => (
        <Button key={action} appearance="subtle" onClick={() => setAsking(action)}>
          {WORDS[action]}
        </Button>
      ))}
      {asking && (
        <Suspense>
          <SavedViewDialog {...props} asking={asking} view={view} onClose={() => setAsking(undefined)} />
        </Suspense>
      )}
    </>
  );
}
