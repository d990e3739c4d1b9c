// @ts-check
// The words for input that cannot be used: one line with the value, the rule and the fix, as Python says it.

/** Input that cannot be used. */
export class InputError extends Error {
  /** @param {string} message The value, the rule and the fix, in one line. */
  constructor(message) {
    super(message);
    this.name = "InputError";
  }
}

/**
 * Return `value` if it is a whole number from `low` to `high`.
 *
 * @param {unknown} value
 * @param {string} name What the message calls it.
 * @param {number} [low]
 * @param {number} [high]
 * @returns {number}
 */
export function asCount(value, name, low = 1, high = Number.MAX_SAFE_INTEGER) {
  const rule = high === Number.MAX_SAFE_INTEGER ? `${name} >= ${low}` : `${low} <= ${name} <= ${high}`;
  if (typeof value !== "number" || !Number.isSafeInteger(value)) {
    throw new InputError(`${name}=${shown(value)} is not a whole number; use ${rule}`);
  }
  if (value < low || value > high) throw new InputError(`${name}=${value} is out of range; use ${rule}`);
  return value;
}

/**
 * Return `k` if so many clusters fit `n` points.
 *
 * @param {unknown} k
 * @param {number} n
 * @returns {number}
 */
export function asK(k, n) {
  const number = asCount(k, "k");
  if (number > n) {
    throw new InputError(`k=${number} clusters need at least that many points, and there are ${n}; use 1 <= k <= ${n}`);
  }
  return number;
}

/**
 * Return the row of `table` that `name` stands for.
 *
 * @template T
 * @param {Record<string, T>} table
 * @param {unknown} name
 * @param {string} what What the message calls it.
 * @returns {T}
 */
export function rowOf(table, name, what) {
  if (typeof name !== "string" || !Object.hasOwn(table, name)) {
    throw new InputError(`${what}=${shown(name)} is unknown; use one of: ${Object.keys(table).join(", ")}`);
  }
  return table[name];
}

/**
 * Return `value` as it stands in a message: on one line, and short.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function shown(value) {
  const text = (typeof value === "string" ? `'${value}'` : String(value)).replace(/\s+/g, " ");
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
