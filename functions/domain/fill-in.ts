/** Puts values into the places of a text, each value exactly as it is. */

/**
 * `{clinic}` → the value of `clinic`. One pass, so that neither `$&` nor a `{place}` inside a value means anything.
 * A place without a value stays as it stands.
 */
export const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? place) : place,
  );
