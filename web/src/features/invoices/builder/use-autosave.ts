/** Saves the draft by itself a few seconds after the last change, as long as everything in it can be saved. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { invoices } from '../../../../../functions/contracts/invoices.ts';
import { api } from '../../../api/api.ts';
import { detailOf, Problem } from '../../../api/problem.ts';
import { checkForm } from '../../../shared/inputs/contract-form.ts';
import { KEYS } from '../../../shared/queries/keys.ts';
import type { Invoice } from '../queries.ts';
import type { DraftInput, DraftStore } from './draft-store.ts';
import { type BuilderValues, valuesOf } from './form.ts';
import { builderRules } from './steps.ts';

const REST_MILLISECONDS = 4_000;
const RETRY_MILLISECONDS = 15_000;

export type AutosaveState =
  | { is: 'waiting' }
  | { is: 'saving' }
  | { is: 'saved'; at: string }
  | { is: 'incomplete' }
  | { is: 'failed'; detail: string };

export type Conflict = { mine: BuilderValues; theirs: Invoice };

const isStale = (error: unknown): boolean => error instanceof Problem && error.status === 412;
const written = (values: BuilderValues): string => JSON.stringify(values);

type Form = Pick<UseFormReturn<BuilderValues, unknown, DraftInput>, 'getValues' | 'reset' | 'watch'>;

export function useAutosave(form: Form, store: DraftStore, initial: BuilderValues) {
  const cache = useQueryClient();
  const [state, setState] = useState<AutosaveState>({ is: 'waiting' });
  const [conflict, setConflict] = useState<Conflict>();
  const [draftId, setDraftId] = useState<string>();
  const saved = useRef(written(initial));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stopped = useRef(false);
  const { getValues, reset, watch } = form;

  /** Reads what someone else saved, and asks field by field. */
  const compare = useCallback(async () => {
    const id = store.current()?.id;
    if (id) setConflict({ mine: getValues(), theirs: await api.invoices.get({ id }) });
  }, [store, getValues]);

  const run = useCallback(async () => {
    const values = structuredClone(getValues());
    if (stopped.current || written(values) === saved.current) return;
    const { input } = checkForm(invoices.create.input, values, builderRules);
    if (!input) return setState({ is: 'incomplete' });
    setState({ is: 'saving' });
    try {
      const draft = await store.save(input);
      saved.current = written(values);
      if (stopped.current) return;
      setState({ is: 'saved', at: draft.updated_at });
      setDraftId(draft.id);
      // Whatever page shows invoices next reads them again.
      void cache.invalidateQueries({ queryKey: KEYS.invoices, refetchType: 'none' });
    } catch (error) {
      setState({ is: 'failed', detail: detailOf(error) });
      if (isStale(error)) await compare().catch(() => undefined);
      else timer.current = setTimeout(() => void run(), RETRY_MILLISECONDS);
    }
  }, [getValues, store, compare, cache]);

  useEffect(() => {
    const { unsubscribe } = watch(() => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void run(), REST_MILLISECONDS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer.current);
    };
  }, [watch, run]);

  return {
    state,
    /** The draft that was saved by itself; undefined until then. */
    draftId,
    conflict,
    compare,
    /** Whether something was typed that is not at the server. */
    unsaved: useCallback(() => !stopped.current && written(getValues()) !== saved.current, [getValues]),
    /** While a person saves: a version made by itself would come before what follows, such as issuing. */
    pause: (isPaused: boolean) => {
      stopped.current = isPaused;
      if (isPaused) clearTimeout(timer.current);
    },
    /** Goes on with what was chosen of both, from the version that someone else saved. */
    resolve: (chosen: BuilderValues) => {
      if (!conflict) return;
      store.adopt(conflict.theirs);
      saved.current = written(valuesOf(conflict.theirs));
      reset(chosen);
      setConflict(undefined);
      void run();
    },
  };
}
