/** Forms whose values are the input of a contract: its schema checks them, and a refusal is shown at the field it names. */
import {
  type DefaultValues,
  type FieldErrors,
  type FieldPath,
  type FieldValues,
  get,
  type Resolver,
  set,
  type UseFormReturn,
  useForm,
} from 'react-hook-form';
import type * as z from 'zod';
import { Problem } from '../../api/problem.ts';
import { type AmountLimits, amountMistake } from '../money/amount-words.ts';
import type { AmountValue } from '../money/amounts.ts';
import { type FieldMessages, problemErrors } from './form-errors.ts';

export type FormRules<V> = {
  /** The values as the contract takes them; as they are when left out. */
  toInput?: (values: V) => unknown;
  /** What this record allows an amount to be, by path. The contract knows the general limits only. */
  amounts?: Readonly<Record<string, AmountLimits>>;
  /** What to say at a field, or at all fields of a group, where the contract's own words are too general. */
  advice?: Readonly<Record<string, string>>;
  /** The field that shows what the contract says of another path. */
  fieldOf?: (path: string) => string;
  /** What the form asks for beyond the contract. */
  check?: (values: V) => FieldMessages;
  /** Whether the contract is asked only when the form's own check finds nothing. */
  checkFirst?: boolean;
};

/** The field of the form that a path of the contract is about: a list typed as one text is one field. */
function fieldAt(path: readonly PropertyKey[], values: unknown): string {
  const names: string[] = [];
  let value = values;
  for (const key of path) {
    if (names.length > 0 && value !== undefined && (typeof value !== 'object' || value === null)) break;
    names.push(String(key));
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  }
  return names.join('.');
}

type Messages = Map<string, string>;

/** What the form itself finds: amounts outside the limits of the record, and its own rules. */
function ownMessages<V>(values: V, { amounts = {}, check }: FormRules<V>): Messages {
  const messages: Messages = new Map();
  for (const [path, limits] of Object.entries(amounts)) {
    const mistake = amountMistake(get(values, path) as AmountValue, limits);
    if (mistake) messages.set(path, mistake);
  }
  for (const [path, message] of check?.(values) ?? []) {
    if (!messages.has(path)) messages.set(path, message);
  }
  return messages;
}

/** A contract's issue as the form says it: an exact rule of the product's own in its words, others by advice. */
function messageOf<V>(issue: z.core.$ZodIssue, path: string, { advice = {} }: FormRules<V>): string {
  const advised = advice[path] ?? advice[path.split('.')[0] ?? ''];
  return (issue.code === 'custom' ? undefined : advised) ?? issue.message;
}

/** The first message at each path (`lines.0.amount_cents`), and the parsed input when there is none. */
export function checkForm<V, S extends z.ZodType>(
  schema: S,
  values: V,
  rules: FormRules<V>,
): { messages: FieldMessages; input: z.output<S> | undefined } {
  const { toInput = (same) => same, fieldOf = (same) => same, checkFirst } = rules;
  const messages = ownMessages(values, rules);
  if (checkFirst && messages.size > 0) return { messages, input: undefined };
  const found = schema.safeParse(toInput(values));
  for (const issue of found.error?.issues ?? []) {
    const path = fieldOf(fieldAt(issue.path, values));
    if (!messages.has(path)) messages.set(path, messageOf(issue, path, rules));
  }
  return { messages, input: messages.size === 0 ? found.data : undefined };
}

/** The schema of a contract as the resolver of a form; a valid form hands over the parsed input. */
export const contractResolver =
  <V extends FieldValues, S extends z.ZodType>(
    schema: S,
    rules: FormRules<V>,
  ): Resolver<V, unknown, z.output<S>> =>
  (values) => {
    const { messages, input } = checkForm(schema, values, rules);
    if (input !== undefined) return { values: input, errors: {} };
    const errors: FieldErrors<V> = {};
    for (const [path, message] of messages) set(errors, path, { type: 'contract', message });
    return { values: {}, errors };
  };

/** A form of a contract; the names of its fields are those of the contract's input. */
export function useContractForm<S extends z.ZodType, V extends FieldValues>(
  schema: S,
  { values, ...rules }: FormRules<V> & { values: V },
): UseFormReturn<V, unknown, z.output<S>> {
  return useForm<V, unknown, z.output<S>>({
    defaultValues: values as DefaultValues<V>,
    resolver: contractResolver(schema, rules),
  });
}

type Action<Input> = {
  isPending: boolean;
  error: unknown;
  mutate: (input: Input, options: { onError: (error: unknown) => void }) => void;
};

/** The field that an error code is about, where the refusal names none; perhaps with words of the form's own. */
type CodeFields = Readonly<Record<string, string | { field: string; message: string }>>;

/** The fields of the form that a refusal is about. */
function refusedFields(error: unknown, values: object, fields: CodeFields): ReadonlyMap<string, string> {
  const field = error instanceof Problem ? fields[error.code] : undefined;
  if (error instanceof Problem && typeof field === 'string') return new Map([[field, error.detail]]);
  if (typeof field === 'object') return new Map([[field.field, field.message]]);
  const refused = problemErrors(error);
  const known = [...refused.keys()].every((path) => get(values, path) !== undefined && !/\bid$/.test(path));
  return known ? refused : new Map();
}

/** What a FormDialog needs to send a form: a refused field is marked, everything else is said above the buttons. */
export function formProps<V extends FieldValues, Input extends FieldValues>(
  form: UseFormReturn<V, unknown, Input>,
  action: Action<Input>,
  fields: CodeFields = {},
) {
  const refusedIn = (error: unknown) => refusedFields(error, form.getValues(), fields);
  const onError = (error: unknown) => {
    [...refusedIn(error)].forEach(([path, message], index) => {
      form.setError(path as FieldPath<V>, { type: 'server', message }, { shouldFocus: index === 0 });
    });
  };
  return {
    busy: action.isPending,
    error: refusedIn(action.error).size > 0 ? null : action.error,
    onSubmit: () => void form.handleSubmit((input) => action.mutate(input, { onError }))(),
  };
}
