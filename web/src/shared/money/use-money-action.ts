/** Something that moves money or the books: everything on the screen that shows money is read again. */
import { MONEY_KEYS } from '../queries/keys.ts';
import { useAction } from '../queries/use-action.ts';

type MoneyAction<Input, Result> = {
  act: (input: Input) => Promise<Result>;
  /** What is said when it worked. */
  done: (result: Result) => string;
  onDone?: (result: Result) => void;
};

export const useMoneyAction = <Result, Input = void>(action: MoneyAction<Input, Result>) =>
  useAction({ ...action, changes: MONEY_KEYS });
