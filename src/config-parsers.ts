/** Reads the raw text of a variable; throws an Error whose message says what is allowed. */
export type Parse<T> = (raw: string) => T;

export const text: Parse<string> = raw => raw;

export const flag: Parse<boolean> = raw => {
  if (['true', '1', 'yes', 'on'].includes(raw.toLowerCase())) return true;
  if (['false', '0', 'no', 'off'].includes(raw.toLowerCase())) return false;
  throw new Error('must be true or false');
};

export const integer =
  (min: number, max: number): Parse<number> =>
  raw => {
    const value = Number(raw);
    if (!/^\d+$/.test(raw) || value < min || value > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return value;
  };

export const oneOf =
  <const T extends string>(...allowed: T[]): Parse<T> =>
  raw => {
    const found = allowed.find(value => value === raw.toLowerCase());
    if (found === undefined) throw new Error(`must be one of ${allowed.join(', ')}`);
    return found;
  };

const list: Parse<string[]> = raw =>
  raw
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');

export const origins: Parse<string[]> = raw =>
  list(raw).map(item => {
    if (!URL.canParse(item) || new URL(item).origin !== item) {
      throw new Error(`must list origins such as https://www.example.com; ${item} is none`);
    }
    return item;
  });

export const trustProxy: Parse<string[] | number> = raw =>
  /^\d+$/.test(raw) ? integer(0, 10)(raw) : list(raw);

/** The value of a variable that has a default. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a variable with a default has no value');
  return value;
}
