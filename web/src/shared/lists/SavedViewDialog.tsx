/** Names, renames or deletes a saved view. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { type SavedView, savedViews, type ViewFilters } from '../../../../functions/contracts/saved-views.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import type { ViewList } from '../../../../functions/domain/saved-view.ts';
import { savedViewsApi } from '../../api/saved-views.ts';
import { formProps, useContractForm } from '../inputs/contract-form.ts';
import { TextField } from '../inputs/form-fields.tsx';
import { ActionDialog } from '../layout/ActionDialog.tsx';
import { FormDialog } from '../layout/FormDialog.tsx';
import { KEYS } from '../queries/keys.ts';
import { useAction } from '../queries/use-action.ts';
import type { Asking, Filters } from './saved-views.ts';

const changes = [KEYS.savedViews];

type SaveProps = { list: ViewList; filters: Filters; onClose: () => void };

function Save({ list, filters, onClose }: SaveProps) {
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
  const form = useContractForm(savedViews.create.input, {
    values: { list, name: '', filters: given as ViewFilters },
    advice: { name: `Enter a name of at most ${LIMITS.viewName} characters.` },
  });
  const save = useAction({ act: savedViewsApi.create, changes, done: 'The view was saved', onDone: onClose });
  return (
    <FormDialog {...formProps(form, save)} title="Save view" action="Save view" onClose={onClose}>
      <TextField
        control={form.control}
        name="name"
        label="Name"
        required
        hint="It becomes a tab of this list, for you alone. What you searched for is not saved."
        maxLength={LIMITS.viewName}
      />
    </FormDialog>
  );
}

type ViewProps = { view: SavedView; onClose: () => void };

function Rename({ view, onClose }: ViewProps) {
  const form = useContractForm(savedViews.rename.input, {
    values: { id: view.id, name: view.name },
    advice: { name: `Enter a name of at most ${LIMITS.viewName} characters.` },
  });
  const rename = useAction({
    act: savedViewsApi.rename,
    changes,
    done: 'The view was renamed',
    onDone: onClose,
  });
  return (
    <FormDialog {...formProps(form, rename)} title="Rename view" action="Rename view" onClose={onClose}>
      <TextField control={form.control} name="name" label="Name" required maxLength={LIMITS.viewName} />
    </FormDialog>
  );
}

function Delete({ view, onClose, onDeleted }: ViewProps & { onDeleted: () => void }) {
  const remove = useAction({
    act: () => savedViewsApi.remove({ id: view.id }),
    changes,
    done: 'The view was deleted',
    onDone: () => {
      onClose();
      onDeleted();
    },
  });
  return (
    <ActionDialog
      open
      title={`Delete the view ${isolate(view.name)}?`}
      action="Delete view"
      danger
      busy={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate()}
      onClose={onClose}
    >
      <p>The invoices and payments in it stay as they are.</p>
    </ActionDialog>
  );
}

type SavedViewDialogProps = SaveProps & {
  asking: Asking;
  view: SavedView | undefined;
  onDeleted: () => void;
};

export function SavedViewDialog({ asking, view, ...props }: SavedViewDialogProps) {
  if (asking === 'save' || !view) return <Save {...props} />;
  return asking === 'rename' ? <Rename {...props} view={view} /> : <Delete {...props} view={view} />;
}
