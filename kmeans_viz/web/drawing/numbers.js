// @ts-check
// Numbers in words, to the letter as Python writes them: ties are rounded to even, where JavaScript's own rounds them up.

/** Return a whole number with commas between the thousands. @param {number | string} number */
export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Return a value with four significant digits, and in full where it has more before the point. @param {number} value */
export function inFourDigits(value) {
  if ((1e-3 <= value && value < 1e9) || value === 0) return value >= 1000 ? grouped(whole(value)) : general(value, 4);
  return general(value, 4);
}

/** Return a value with two significant digits, and in full from 100 on. @param {number} value */
export function inTwoDigits(value) {
  return 100 <= value && value < 1e9 ? grouped(whole(value)) : general(value, 2);
}

/** Return what Python's format(value, ".0f") gives, for values below 2**53. @param {number} value */
function whole(value) {
  const low = Math.floor(value);
  const rest = value - low;
  return String(rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low);
}

/**
 * Return what Python's format(value, ".{digits}g") gives.
 *
 * @param {number} value
 * @param {number} digits
 */
export function general(value, digits) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const sign = value < 0 ? "-" : "";
  const [mantissa, power] = halfEven(Math.abs(value), digits);
  if (power >= -4 && power < digits) {
    const plain =
      power < 0
        ? `0.${"0".repeat(-power - 1)}${mantissa}`
        : `${mantissa.slice(0, power + 1)}.${mantissa.slice(power + 1)}`;
    return sign + plain.replace(/\.?0*$/, "");
  }
  const short = `${mantissa[0]}.${mantissa.slice(1)}`.replace(/\.?0*$/, "");
  return `${sign}${short}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * Return the digits of a positive number, rounded half to even, and its power of ten.
 *
 * @param {number} value
 * @param {number} digits
 * @returns {[string, number]}
 */
function halfEven(value, digits) {
  // A tie is exact, so that a hundred digits show it, and end in zeros.
  const [all, exponent] = value.toExponential(100).replace(".", "").split("e");
  const kept = all.slice(0, digits);
  if (/^50*$/.test(all.slice(digits)) && Number(kept[digits - 1]) % 2 === 0) return [kept, Number(exponent)];
  const [rounded, power] = value.toExponential(digits - 1).split("e");
  return [rounded.replace(".", ""), Number(power)];
}
