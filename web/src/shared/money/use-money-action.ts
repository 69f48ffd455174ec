/** Something that moves money or the books: everything on the screen that shows money is asked for again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../../api/problem.ts';
import { useToasts } from '../layout/toasts.tsx';

/** The beginnings of the keys under which pages keep what money changes. */
const SHOWN = ['payments', 'refunds', 'disputes', 'credits', 'invoices', 'patients', 'dashboard', 'books'];

type MoneyAction<Input, Result> = {
  act: (input: Input) => Promise<Result>;
  /** What is said when it worked. */
  done: (result: Result) => string;
  onDone?: (result: Result) => void;
};

export function useMoneyAction<Result, Input = void>({ act, done, onDone }: MoneyAction<Input, Result>) {
  const cache = useQueryClient();
  const toasts = useToasts();
  const showAnew = () => {
    for (const key of SHOWN) void cache.invalidateQueries({ queryKey: [key] });
  };
  return useMutation({
    mutationFn: act,
    onSuccess: (result) => {
      toasts.success(done(result));
      onDone?.(result);
      showAnew();
    },
    // A conflict says that the money is another by now, such as paid meanwhile: it is shown as it is.
    onError: (error) => {
      if (error instanceof Problem && error.status === 409) showAnew();
    },
  });
}
