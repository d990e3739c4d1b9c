// @ts-check
// The sentences of the pages of a class in the language of its scenes, which a page hears of only when the first one
// comes. What joins the modules hands the languages over.

import { put, sayIn } from "../say.js";
import { TABLES } from "../tables.js";

let speaker = put;

/** @type {import("../say.js").Say} */
export function say(text, values) {
  return speaker(text, values);
}

/** Say everything in a language from now on; in English, where the page does not have it. @param {string} lang */
export function speak(lang) {
  const known = lang === TABLES.lang || Object.hasOwn(TABLES.languages, lang) ? lang : TABLES.lang;
  speaker = sayIn(known);
  document.documentElement.lang = known;
}

/** @param {import("../tables.js").Tables["languages"]} languages */
export function fillClassroom(languages) {
  Object.assign(TABLES.languages, languages);
}
