/** A dialog that moves money, loaded when it is first asked for. */
import { type ComponentProps, lazy, Suspense } from 'react';
import type { MoneyDialog } from './MoneyDialog.tsx';

const Loaded = lazy(async () => ({ default: (await import('./MoneyDialog.tsx')).MoneyDialog }));

type Props = ComponentProps<typeof MoneyDialog>;

export function LazyMoneyDialog({
  asking,
  ...dialog
}: Omit<Props, 'asking'> & { asking: Props['asking'] | undefined }) {
  return <Suspense>{asking && <Loaded asking={asking} {...dialog} />}</Suspense>;
}
