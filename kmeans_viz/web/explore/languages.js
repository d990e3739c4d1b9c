// @ts-check
// The other languages of the explorer's page, and of its boards, whose own script, which comes first, is in English alone.

import { TABLES } from "../tables.js";

/** Return the languages that the page has, by their codes: what each calls itself. @returns {[string, string][]} */
export function languages() {
  const others = Object.entries(TABLES.languages).map(([lang, { name }]) => /** @type {[string, string]} */ ([lang, name]));
  return [[TABLES.lang, "English"], ...others];
}

/**
 * Know the languages and tables that boards alone do not need; what joins the modules hands them over.
 *
 * @param {import("../tables.js").Tables["languages"]} languages
 * @param {Pick<import("../tables.js").Tables, "labels" | "phrases">} tables
 */
export function fillLanguages(languages, tables) {
  Object.assign(TABLES.languages, languages);
  Object.assign(TABLES, tables);
}
