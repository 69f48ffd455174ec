/** The builder's form: its steps, what is wrong in them, and where the focus goes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FieldPath } from 'react-hook-form';
import { useLocation, useNavigate } from 'react-router';
import * as z from 'zod';
import { invoices } from '../../../../../functions/contracts/invoices.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { api } from '../../../api/api.ts';
import { Problem } from '../../../api/problem.ts';
import { useContractForm } from '../../../shared/inputs/contract-form.ts';
import { problemErrors } from '../../../shared/inputs/form-errors.ts';
import { samePage } from '../../../shared/layout/same-page.ts';
import { useUrlState } from '../../../shared/lists/url-state.ts';
import type { Invoice } from '../queries.ts';
import { draftStore } from './draft-store.ts';
import { type BuilderValues, withCurrency } from './form.ts';
import { builderRules, type Mistake, mistakesFrom, mistakesIn, STEPS, type Step } from './steps.ts';
import { useAutosave } from './use-autosave.ts';
import { type SaveMode, useSave } from './use-save.ts';

const addressSchema = z.object({ step: z.enum(['patient', 'items', 'review']).default('patient') });
const ORDER = STEPS.map(({ id }) => id);

/** A step opened by its address shows only when the steps before it are filled in. */
function reachableStep(wanted: Step, values: BuilderValues): Step {
  const blocking = mistakesIn(values).map(({ step }) => step);
  const reachable = ORDER.findIndex((step) => blocking.includes(step));
  const index = ORDER.indexOf(wanted);
  return ORDER[reachable === -1 ? index : Math.min(index, reachable)] ?? 'patient';
}

const useBuilderForm = (initial: BuilderValues) =>
  useContractForm(invoices.create.input, { values: initial, ...builderRules });

type BuilderForm = ReturnType<typeof useBuilderForm>;

/** Where typing goes on in a step; the review has no field, so its last button. */
const FIRST_FIELD: Record<Step, FieldPath<BuilderValues> | undefined> = {
  patient: 'patient_id',
  items: 'items.0.description',
  review: undefined,
};

/** The step of the address, and the ways between steps; a field that is asked for is focused once its step shows. */
function useSteps(form: BuilderForm) {
  const [address, change] = useUrlState(addressSchema);
  const location = useLocation();
  const step = reachableStep(address.step, form.getValues());
  // A patient that the address names is chosen already.
  const target = useRef<string | undefined>(form.getValues('patient_id') ? 'due_date' : 'patient_id');
  const button = useRef<HTMLButtonElement>(null);
  const finish = useCallback((element: HTMLButtonElement | null) => {
    button.current = element;
  }, []);
  const focusTarget = useCallback(() => {
    if (target.current) form.setFocus(target.current as FieldPath<BuilderValues>);
    else button.current?.focus();
    target.current = undefined;
  }, [form]);
  const goTo = (next: Step, field: string | undefined = FIRST_FIELD[next]) => {
    target.current = field;
    if (next !== step) change({ step: next }, { state: samePage(location) });
    else focusTarget();
  };
  return { step, goTo, focusTarget, finish };
}

/** Shows mistakes at their fields, and all of them above the step. */
function useMistakes(form: BuilderForm) {
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const mark = (found: readonly Mistake[]) => {
    form.clearErrors();
    for (const { path, message } of found) form.setError(path as FieldPath<BuilderValues>, { message });
  };
  const show = (found: Mistake[]) => {
    mark(found);
    setMistakes(found);
  };
  return { mistakes, mark, show };
}

/** The address becomes that of the draft as soon as there is one, so that a reload goes on with it. */
function useDraftAddress(id: string | undefined, step: Step) {
  const navigate = useNavigate();
  const location = useLocation();
  useEffect(() => {
    const pathname = `/staff/invoices/${id}/edit`;
    if (id === undefined || location.pathname === pathname) return;
    void navigate(`${pathname}?step=${step}`, { replace: true, state: samePage(location) });
  }, [id, step, location, navigate]);
}

export function useBuilder(initial: BuilderValues, draft: Invoice | undefined) {
  const navigate = useNavigate();
  const form = useBuilderForm(initial);
  const { step, goTo, focusTarget, finish } = useSteps(form);
  const { mistakes, mark, show } = useMistakes(form);
  const [store] = useState(() =>
    draftStore(draft, {
      create: (input) => api.invoices.create(input),
      edit: (input, version) => api.invoices.edit(input, { version }),
    }),
  );
  const autosave = useAutosave(form, store, initial);
  const { unsaved } = autosave;
  useDraftAddress(autosave.draftId, step);
  const save = useSave(store, (id) => void navigate(`/staff/invoices/${id}`, { replace: true }));

  const focus = (mistake: Mistake | undefined) => mistake && goTo(mistake.step, mistake.path);
  const next = () => {
    const found = mistakesIn(form.getValues()).filter((mistake) => mistake.step === step);
    show(found);
    if (found.length > 0) focus(found[0]);
    else goTo(step === 'patient' ? 'items' : 'review');
  };
  const saveAs = (mode: SaveMode) => {
    const refused = (error: unknown) => {
      autosave.pause(false);
      show(mistakesFrom(problemErrors(error)));
      if (error instanceof Problem && error.status === 412) void autosave.compare();
    };
    const valid = (input: z.output<typeof invoices.create.input>) => {
      show([]);
      autosave.pause(true);
      save.mutate({ input, mode }, { onError: refused });
    };
    const invalid = () => {
      const found = mistakesIn(form.getValues());
      show(found);
      focus(found[0]);
    };
    void form.handleSubmit(valid, invalid)();
  };
  const changeCurrency = (currency: Currency) => {
    const moved = withCurrency(form.getValues(), currency);
    for (const name of ['currency', 'discount_cents', 'items'] as const) {
      form.setValue(name, moved[name], { shouldDirty: true });
    }
    // What does not fit is asked for as soon as its step is shown.
    mark(mistakesIn(moved).filter(({ path }) => path.endsWith('_cents')));
  };
  const ways = { step, goTo, next, focusTarget, finish };
  return { form, ...ways, mistakes, focus, save, saveAs, changeCurrency, unsaved, autosave };
}
