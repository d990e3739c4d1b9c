// @ts-check
// What the keys mean while a page is presented: those of a presenter's clicker, which sends PageDown, PageUp, "." or
// "b", and sometimes F5 and Escape, and those of the bar.

/** @typedef {import("../board/keys.js").Action | "black" | "next" | "guess" | "answers" | "spotlight" | "look" | "leave" | "nothing"} Deed */

/** The key that begins and ends presenting. */
export const PRESENT = "f";

/** @type {Record<string, Deed>} */
const DEEDS = {
  PageDown: "forth",
  PageUp: "back",
  ArrowRight: "forth",
  ArrowLeft: "back",
  " ": "play",
  Home: "first",
  End: "last",
  ".": "black",
  b: "black",
  n: "next",
  g: "guess",
  a: "answers",
  s: "spotlight",
  l: "look",
  [PRESENT]: "leave",
  Escape: "leave",
  // The start button of some clickers; to load the page again would end the full screen.
  F5: "nothing",
};
const OF_CONTROLS = ["ArrowRight", "ArrowLeft", " ", "Home", "End"];

/**
 * Return what a key means while a page is presented; null where it means nothing here.
 *
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean}} press
 * @param {boolean} onControl Whether the focus has come by the Tab key to something that has keys of its own.
 * @returns {Deed | null}
 */
export function deedOf({ key, ctrlKey, metaKey, altKey }, onControl) {
  if (ctrlKey || metaKey || altKey || (onControl && OF_CONTROLS.includes(key))) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(DEEDS, name) ? DEEDS[name] : null;
}
