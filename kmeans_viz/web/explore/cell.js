// @ts-check
// Whether the page is in a cell of a notebook, and what it is connected to there.

/** @typedef {import("../frame.js").Kernel} Kernel */

/** Return what connects the page with Python; null where it is in no notebook. @returns {Kernel | null} */
export function kernelOf() {
  return /** @type {any} */ (window.frameElement)?.kernel ?? null;
}
