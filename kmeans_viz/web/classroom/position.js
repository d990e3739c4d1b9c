// @ts-check
// The fragment of a page that plays scenes: which scene is shown, whether its answer is, and whether notes and answers
// are printed. Other words in it, such as `present`, stay as they are.

const WORDS = ["scene", "revealed", "teacher"];

/** @typedef {{at: number, isRevealed: boolean, isTeacher: boolean}} Position `at` counts from 0. */

/**
 * Return where a fragment leads to; to the nearest scene there is.
 *
 * @param {string} fragment With its "#".
 * @param {number} count How many scenes there are.
 * @returns {Position}
 */
export function positionIn(fragment, count) {
  const entries = new Map(entriesOf(fragment).map((entry) => /** @type {[string, string]} */ ([...entry.split("="), ""].slice(0, 2))));
  const number = Number(entries.get("scene") ?? 1);
  const at = Number.isInteger(number) ? Math.min(Math.max(number, 1), count) - 1 : 0;
  return { at, isRevealed: entries.has("revealed"), isTeacher: entries.has("teacher") };
}

/**
 * Return a fragment that leads to a scene.
 *
 * @param {string} fragment The one before.
 * @param {Position} position
 */
export function withPosition(fragment, { at, isRevealed, isTeacher }) {
  const others = entriesOf(fragment).filter((entry) => !WORDS.includes(entry.split("=", 1)[0]));
  const own = [`scene=${at + 1}`, ...(isRevealed ? ["revealed"] : []), ...(isTeacher ? ["teacher"] : [])];
  return `#${[...own, ...others].join("&")}`;
}

/** @param {string} fragment */
function entriesOf(fragment) {
  return fragment.replace(/^#/, "").split("&").filter(Boolean);
}
