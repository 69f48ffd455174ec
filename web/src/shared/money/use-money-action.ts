/** Something that moves money or the books: everything on the screen that shows money is asked for again. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useToasts } from '../toasts.tsx';

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
  return useMutation({
    mutationFn: act,
    onSuccess: (result) => {
      toasts.success(done(result));
      onDone?.(result);
      for (const key of SHOWN) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
}
