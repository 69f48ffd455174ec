/** The inline route constraints of ASP.NET that a function's route may use. */

export type Constraint = (value: string) => boolean;

const INT32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

const PLAIN: Readonly<Record<string, Constraint>> = {
  int: (value) => isInteger(value, INT32),
  long: (value) => isInteger(value, INT64),
  bool: (value) => /^(true|false)$/i.test(value),
  guid: (value) =>
    /^(\{[0-9a-f-]+\}|\([0-9a-f-]+\)|[0-9a-f-]+)$/i.test(value) && isGuid(value.replace(/[{}()]/g, '')),
  alpha: (value) => /^[a-z]*$/i.test(value),
  decimal: (value) => NUMBER.test(value),
  double: (value) => NUMBER.test(value) || /^[+-]?\d+(\.\d+)?e[+-]?\d+$/i.test(value),
  float: (value) => NUMBER.test(value) || /^[+-]?\d+(\.\d+)?e[+-]?\d+$/i.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
};

const WITH_ARGUMENT: Readonly<Record<string, (argument: string) => Constraint>> = {
  length: (argument) => lengthBetween(bounds(argument, true)),
  minlength: (argument) => lengthBetween({ min: numberOf(argument), max: Number.POSITIVE_INFINITY }),
  maxlength: (argument) => lengthBetween({ min: 0, max: numberOf(argument) }),
  min: (argument) => valueBetween({ min: numberOf(argument), max: Number.POSITIVE_INFINITY }),
  max: (argument) => valueBetween({ min: Number.NEGATIVE_INFINITY, max: numberOf(argument) }),
  range: (argument) => valueBetween(bounds(argument, false)),
  regex: (argument) => {
    const pattern = new RegExp(argument, 'i');
    return (value) => pattern.test(value);
  },
};

/** Understands `int`, `length(2,5)`, `regex(^\d+$)`…; throws on a constraint that ASP.NET does not know. */
export function parseConstraint(text: string): Constraint {
  const match = /^([a-z]+)(?:\(([\s\S]*)\))?$/i.exec(text);
  const name = match?.[1]?.toLowerCase() ?? '';
  const argument = match?.[2];
  const constraint = argument === undefined ? PLAIN[name] : WITH_ARGUMENT[name]?.(argument);
  if (constraint === undefined) throw new Error(`The route constraint '${text}' is not known.`);
  return constraint;
}

type Bounds = { min: number; max: number };

function isInteger(value: string, { min, max }: { min: bigint; max: bigint }): boolean {
  if (!/^[+-]?\d{1,19}$/.test(value)) return false;
  const number = BigInt(value.replace(/^\+/, ''));
  return number >= min && number <= max;
}

function isGuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) || /^[0-9a-f]{32}$/i.test(value);
}

function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number)) throw new Error(`'${text}' is not a whole number.`);
  return number;
}

function bounds(argument: string, single: boolean): Bounds {
  const parts = argument.split(',').map(numberOf);
  const [min, max] = parts;
  if (min !== undefined && max === undefined && single) return { min, max: min };
  if (min === undefined || max === undefined || parts.length > 2)
    throw new Error(`'${argument}' is not a range.`);
  return { min, max };
}

const lengthBetween =
  ({ min, max }: Bounds): Constraint =>
  (value) =>
    value.length >= min && value.length <= max;

const valueBetween =
  ({ min, max }: Bounds): Constraint =>
  (value) =>
    isInteger(value, INT64) && Number(value) >= min && Number(value) <= max;
