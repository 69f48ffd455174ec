/** Builds an invoice in three steps: Patient, Items, Review. The step is in the address. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { type FieldPath, useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import * as z from 'zod';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { detailOf, Problem } from '../../../api/problem.ts';
import { problemErrors } from '../../../shared/inputs/form-errors.ts';
import { LeaveGuard } from '../../../shared/layout/LeaveGuard.tsx';
import { Notice } from '../../../shared/layout/Notice.tsx';
import { Panel } from '../../../shared/layout/Panel.tsx';
import { Stepper } from '../../../shared/layout/Stepper.tsx';
import { LoadingRows } from '../../../shared/layout/states.tsx';
import { useUrlState } from '../../../shared/lists/url-state.ts';
import type { Invoice } from '../queries.ts';
import { BuilderButtons } from './BuilderButtons.tsx';
import {
  type BuilderValues,
  type Mistake,
  mistakesFrom,
  mistakesIn,
  STEPS,
  type Step,
  withCurrency,
} from './form.ts';
import { MistakeSummary } from './MistakeSummary.tsx';
import { PatientStep } from './PatientStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { type SaveMode, useSave } from './use-save.ts';

/** Loaded when the step is reached. */
const ItemsStep = lazy(async () => ({ default: (await import('./ItemsStep.tsx')).ItemsStep }));

const addressSchema = z.object({ step: z.enum(['patient', 'items', 'review']).default('patient') });

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '1040px' },
});

type InvoiceBuilderProps = { initial: BuilderValues; draft?: Invoice };

export function InvoiceBuilder({ initial, draft }: InvoiceBuilderProps) {
  const styles = useStyles();
  const navigate = useNavigate();
  const [address, change] = useUrlState(addressSchema);
  const form = useForm<BuilderValues>({ defaultValues: initial });
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const finished = useRef(false);
  const { isDirty } = form.formState;
  const unsaved = useCallback(() => isDirty && !finished.current, [isDirty]);

  /** A step opened by its address shows only when the steps before it are filled in. */
  const blocking = mistakesIn(form.getValues()).map((mistake) => mistake.step);
  const order = STEPS.map(({ id }) => id);
  const reachable = order.findIndex((step) => blocking.includes(step));
  const wanted = order.indexOf(address.step);
  const step = order[reachable === -1 ? wanted : Math.min(wanted, reachable)] ?? 'patient';

  const goTo = (next: Step) => change({ step: next });
  const show = (found: Mistake[]) => {
    form.clearErrors();
    for (const { path, message } of found) form.setError(path as FieldPath<BuilderValues>, { message });
    setMistakes(found);
  };
  const focus = ({ path, step: where }: Mistake) => {
    if (where !== step) goTo(where);
    requestAnimationFrame(() => form.setFocus(path as FieldPath<BuilderValues>));
  };

  const changeCurrency = (currency: Currency) => {
    const moved = withCurrency(form.getValues(), currency);
    for (const name of ['currency', 'discount', 'lines'] as const) {
      form.setValue(name, moved[name], { shouldDirty: true });
    }
    // What does not fit is asked for as soon as its step is shown.
    const unfit = mistakesIn(moved).filter(({ path }) => /unit|discount|taxAmount/.test(path));
    form.clearErrors();
    for (const { path, message } of unfit) form.setError(path as FieldPath<BuilderValues>, { message });
  };

  const save = useSave(draft, (id) => {
    finished.current = true;
    void navigate(`/staff/invoices/${id}`, { replace: true });
  });
  const next = () => {
    const found = mistakesIn(form.getValues()).filter((mistake) => mistake.step === step);
    show(found);
    const first = found[0];
    if (first) focus(first);
    else goTo(step === 'patient' ? 'items' : 'review');
  };
  const saveAs = (mode: SaveMode) => {
    const found = mistakesIn(form.getValues());
    show(found);
    const first = found[0];
    if (first) return focus(first);
    save.mutate(
      { values: form.getValues(), mode },
      { onError: (error) => show(mistakesFrom(problemErrors(error))) },
    );
  };
  const stale = save.error instanceof Problem && save.error.status === 412;

  return (
    <div className={styles.root}>
      <Stepper steps={STEPS} current={step} onGo={goTo} />
      <MistakeSummary mistakes={mistakes} onGo={focus} />
      {save.error && (
        <Notice intent="error">
          <strong>The invoice was not saved</strong>
          {stale
            ? 'Someone changed this draft meanwhile. Open it again to see the newest version.'
            : detailOf(save.error)}
        </Notice>
      )}
      <Panel title={STEPS.find(({ id }) => id === step)?.label ?? ''}>
        {step === 'patient' && <PatientStep control={form.control} onCurrency={changeCurrency} />}
        {step === 'items' && (
          <Suspense fallback={<LoadingRows label="Loading the items" />}>
            <ItemsStep control={form.control} />
          </Suspense>
        )}
        {step === 'review' && <ReviewStep values={form.getValues()} />}
      </Panel>
      <BuilderButtons
        patientId={form.getValues('patient')?.id}
        step={step}
        busy={save.isPending ? save.variables.mode : undefined}
        onBack={() => goTo(step === 'review' ? 'items' : 'patient')}
        onNext={next}
        onSave={saveAs}
      />
      <LeaveGuard unsaved={unsaved} lost="What you entered on this invoice" />
    </div>
  );
}
