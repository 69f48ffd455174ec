/** The internal notes of an invoice, whose code is loaded beside the rest of the page. */
import { lazy, Suspense } from 'react';
import { Panel } from '../../shared/layout/Panel.tsx';
import { LoadingRows } from '../../shared/layout/states.tsx';

const InternalNotes = lazy(async () => ({ default: (await import('./InternalNotes.tsx')).InternalNotes }));

export function InternalNotesPanel({ id }: { id: string }) {
  return (
    <Panel title="Internal notes">
      <Suspense fallback={<LoadingRows rows={2} label="Loading internal notes" />}>
        <InternalNotes id={id} />
      </Suspense>
    </Panel>
  );
}
