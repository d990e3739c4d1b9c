// @ts-check
// Whether the reader likes it dark: as the notebook around the page is, whose theme is its own, or else as the browser
// says.

/** @typedef {Pick<MediaQueryList, "matches" | "addEventListener">} Preference */

/** Return what tells whether the reader likes it dark; it has an event "change". @returns {Preference} */
export function darkPreference() {
  return /** @type {any} */ (window.frameElement)?.dark ?? matchMedia("(prefers-color-scheme: dark)");
}
