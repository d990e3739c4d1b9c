// @ts-check
// The other languages of the explorer's page, and of its boards, whose own script, which comes first, is in English alone.

import { TABLES } from "../tables.js";

/** Return the languages that the page has, by their codes: what each calls itself. @returns {[string, string][]} */
export function languages() {
  const others = Object.entries(TABLES.languages).map(([lang, { name }]) => /** @type {[string, string]} */ ([lang, name]));
  return [[TABLES.lang, "English"], ...others];
}

/** @param {import("../tables.js").Tables["languages"]} languages What joins the modules hands them over. */
export function fillLanguages(languages) {
  Object.assign(TABLES.languages, languages);
}
