// @ts-check
// The explorer's sentences in the language of its page, which is chosen once, before anything is made: that of the
// recipe that the page begins with. Where it changes, the page is loaded again.

import { put, sayIn } from "../say.js";
import { TABLES } from "../tables.js";
import { kernelOf } from "./cell.js";
import { languages } from "./languages.js";

const isPage = typeof document !== "undefined"; // and not in node

/** Return the language of the recipe that was left, that a notebook gives, or that is in the link. @returns {string} */
function wanted() {
  const kernel = kernelOf();
  const left = kernel === null ? history.state?.now : kernel.left;
  if (left) return left.recipe.lang;
  return kernel === null ? (new URLSearchParams(location.hash.slice(1)).get("lang") ?? "") : JSON.parse(kernel.get("recipe")).lang;
}

/** The language of the page. */
export const LANG = isPage ? languages().find(([lang]) => lang === wanted())?.[0] ?? TABLES.lang : TABLES.lang;
/** @type {import("../say.js").Say} */
export const say = isPage ? sayIn(LANG) : put;
if (isPage) document.documentElement.lang = LANG;
