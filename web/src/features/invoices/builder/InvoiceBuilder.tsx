/** Builds an invoice in three steps: Patient, Items, Review. The step is in the address. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, lazy, Suspense } from 'react';
import { detailOf, Problem } from '../../../api/problem.ts';
import { LeaveGuard } from '../../../shared/layout/LeaveGuard.tsx';
import { Notice } from '../../../shared/layout/Notice.tsx';
import { Panel } from '../../../shared/layout/Panel.tsx';
import { Stepper } from '../../../shared/layout/Stepper.tsx';
import { LoadingRows } from '../../../shared/layout/states.tsx';
import type { Invoice } from '../queries.ts';
import { AutosaveStatus } from './AutosaveStatus.tsx';
import { BuilderButtons } from './BuilderButtons.tsx';
import type { BuilderValues } from './form.ts';
import { PatientStep } from './PatientStep.tsx';
import { Shown } from './Shown.tsx';
import { STEPS } from './steps.ts';
import { useBuilder } from './use-builder.ts';

/** Loaded when their step is reached. */
const ItemsStep = lazy(async () => ({ default: (await import('./ItemsStep.tsx')).ItemsStep }));
const ConflictDialog = lazy(async () => ({ default: (await import('./ConflictDialog.tsx')).ConflictDialog }));
const MistakeSummary = lazy(async () => ({ default: (await import('./MistakeSummary.tsx')).MistakeSummary }));
const ReviewStep = lazy(async () => ({ default: (await import('./ReviewStep.tsx')).ReviewStep }));

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '1040px' },
});

type InvoiceBuilderProps = { initial: BuilderValues; draft?: Invoice };

export function InvoiceBuilder({ initial, draft }: InvoiceBuilderProps) {
  const styles = useStyles();
  const builder = useBuilder(initial, draft);
  const { form, step, goTo, save } = builder;
  const { control } = form;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (step !== 'review') builder.next();
  };
  return (
    <form className={styles.root} onSubmit={submit} noValidate>
      <Stepper steps={STEPS} current={step} onGo={(to) => goTo(to)} />
      {builder.mistakes.length > 1 && (
        <Suspense fallback={null}>
          <MistakeSummary mistakes={builder.mistakes} onGo={builder.focus} />
        </Suspense>
      )}
      <NotSaved error={save.error} />
      <Panel title={STEPS.find(({ id }) => id === step)?.label ?? ''}>
        <Suspense fallback={<LoadingRows label="Loading the step" />}>
          {step === 'patient' && (
            <PatientStep
              control={control}
              onPatient={(name) => form.setValue('patient_name', name)}
              onCurrency={builder.changeCurrency}
            />
          )}
          {step === 'items' && <ItemsStep control={control} fill={form} />}
          {step === 'review' && <ReviewStep values={form.getValues()} />}
          <Shown key={step} onShown={builder.focusTarget} />
        </Suspense>
      </Panel>
      <BuilderButtons
        patientId={form.getValues('patient_id') || undefined}
        step={step}
        finish={builder.finish}
        busy={save.isPending ? save.variables.mode : undefined}
        onBack={() => goTo(step === 'review' ? 'items' : 'patient')}
        onSave={builder.saveAs}
      />
      <AutosaveStatus state={builder.autosave.state} />
      {builder.autosave.conflict && (
        <Suspense fallback={null}>
          <ConflictDialog conflict={builder.autosave.conflict} onResolve={builder.autosave.resolve} />
        </Suspense>
      )}
      <LeaveGuard unsaved={builder.unsaved} lost="What you entered on this invoice" />
    </form>
  );
}

function NotSaved({ error }: { error: unknown }) {
  if (error == null) return null;
  // Someone else’s version is asked about in a dialog of its own.
  if (error instanceof Problem && error.status === 412) return null;
  return (
    <Notice intent="error">
      <strong>The invoice was not saved</strong>
      {detailOf(error)}
    </Notice>
  );
}
