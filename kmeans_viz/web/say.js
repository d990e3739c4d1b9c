// @ts-check
// The sentences of board and explorer in the reader's language. They stand in the code in English; the catalogues, in
// Python's `languages/`, have the others: by the English sentence, with {names} for what goes into it.

import { InputError, shown } from "./engine/inputs.js";
import { TABLES } from "./tables.js";

/** @typedef {(text: string, values?: Record<string, any>) => string} Say Puts values into a sentence of its language. */

/** Return a sentence with its {names} replaced. @type {Say} */
export function put(text, values) {
  return values === undefined ? text : text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Return what says sentences in a language; a sentence that its catalogue lacks stays English. @param {string} lang @returns {Say} */
export function sayIn(lang) {
  checkLanguage(lang);
  const { board } = TABLES.languages[lang] ?? { board: {} };
  return (text, values) => put(board[text] ?? text, values);
}

/** Return the languages that the page has. @returns {string[]} */
function languages() {
  return [TABLES.lang, ...Object.keys(TABLES.languages)];
}

/** Throw an InputError where the page has no such language. @param {string} lang */
export function checkLanguage(lang) {
  if (!languages().includes(lang)) throw new InputError(`lang=${shown(lang)} is unknown; use one of: ${languages().join(", ")}`);
}

/** Return the language of an element, as HTML says it: its own, or that of the nearest element around it that has one. @param {Element} element */
export function languageOf(element) {
  const lang = baseOf(element.closest("[lang]")?.getAttribute("lang") ?? "");
  return languages().includes(lang) ? lang : TABLES.lang;
}

/** Return "es" for "es-MX". @param {string} lang */
export function baseOf(lang) {
  return lang.toLowerCase().split("-")[0];
}
