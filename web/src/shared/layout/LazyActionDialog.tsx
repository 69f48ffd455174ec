/** An ActionDialog whose code is loaded when it is first asked. */
import { type ComponentProps, lazy, Suspense } from 'react';
import type { ActionDialog } from './ActionDialog.tsx';

const Loaded = lazy(async () => ({ default: (await import('./ActionDialog.tsx')).ActionDialog }));

export function LazyActionDialog(props: ComponentProps<typeof ActionDialog>) {
  return (
    <Suspense>
      <Loaded {...props} />
    </Suspense>
  );
}
