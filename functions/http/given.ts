/** The fields that were given: a field left out stays as it is. */

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without its undefined values. */
export const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
