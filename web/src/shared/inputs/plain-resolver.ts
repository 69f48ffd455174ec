/** Forms of the pages before sign-in: they load no validator, and check only what they can say better than the server. */
import type { FieldErrors, FieldValues, Resolver } from 'react-hook-form';

type Mistakes<V> = Partial<Record<keyof V & string, string | undefined>>;

/** `mistakes` names the fields that must be put right, each with what to do. */
export const plainResolver =
  <V extends FieldValues>(mistakes: (values: V) => Mistakes<V>): Resolver<V> =>
  (values) => {
    const found = Object.entries<string | undefined>(mistakes(values)).filter(([, message]) => message);
    const errors = Object.fromEntries(found.map(([name, message]) => [name, { type: 'form', message }]));
    return found.length > 0 ? { values: {}, errors: errors as FieldErrors<V> } : { values, errors: {} };
  };
