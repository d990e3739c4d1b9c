// @ts-check
// The link to a board: an address whose fragment holds its recipe and how it is shown. Python's `links.py` writes and
// reads the same: the entries are the element's attributes, and the first, "kmeans", is the version.
//
// A board with the attribute `linked` takes its attributes from the page's address, when it enters the page and whenever
// the fragment changes. Without a link there it has its own again.

import { InputError, shown } from "../engine/inputs.js";
import { TABLES } from "../tables.js";
import { attributeOf, recipeAttributes } from "./attributes.js";

/** @typedef {{attributes: Map<string, string>, step: number | null}} Linked The texts of attributes, and where to begin. */

/**
 * Return the address of a page with a board in its fragment. The page's query is left out: it may hold a token, the
 * right to use a server, and that is not the reader's.
 *
 * @param {string} page
 * @param {import("./attributes.js").Recipe} recipe
 * @param {number} step
 * @param {{getAttribute: (name: string) => string | null}} element
 */
export function linkTo(page, recipe, step, element) {
  const { version, longest } = TABLES.link;
  const entries = [["kmeans", String(version)]];
  // In the order of the fields: the same recipe has the same link.
  for (const field of Object.keys(TABLES.fields).filter((field) => field in recipe)) {
    entries.push([attributeOf(field), asText(recipe[field])]);
  }
  // Light is the default of a recipe, and of a board what its reader prefers.
  if (element.getAttribute("theme") === "light" && recipe.style === undefined) entries.push(["theme", "light"]);
  for (const name of shownAttributes()) {
    const text = element.getAttribute(name);
    if (text !== null) entries.push([name, text]);
  }
  // The start of a run that is being made has steps below 0.
  if (step < 0 && !recipe.seeding) entries.push(["seeding", "true"]);
  if (step !== 0 || recipe.seeding) entries.push(["step", String(step)]);
  const written = entries.map(([name, text]) => `${name}=${encodeURIComponent(text)}`);
  const link = `${page.split(/[?#]/, 1)[0]}#${written.join("&")}`;
  if (link.length > longest) {
    throw new InputError(
      `the link would have ${link.length} characters, and many programs cut those of more than ${longest}; ` +
        "use fewer points, or pass a file on: GIF and SVG hold the recipe",
    );
  }
  return link;
}

/**
 * Return what a fragment says of a board; null if it is about something else.
 *
 * @param {string} fragment With its "#".
 * @returns {Linked | null}
 */
export function readLink(fragment) {
  const [first, ...rest] = new URLSearchParams(fragment.replace(/^#/, ""));
  if (first === undefined || first[0] !== "kmeans") return null;
  const { version, shown: others } = TABLES.link;
  if (first[1] !== String(version)) {
    throw new InputError(`the link has version ${shown(first[1])}, and this page reads ${version}; open it in a newer one`);
  }
  const kinds = new Map(Object.values(TABLES.fields).map(({ attribute, kind }) => [attribute, kind]));
  /** @type {Linked} */
  const linked = { attributes: new Map(), step: null };
  const seen = new Set();
  for (const [name, text] of rest) {
    if (!kinds.has(name) && !others.includes(name)) {
      throw new InputError(`the link's entry ${shown(name)} is unknown; use some of: ${[...kinds.keys(), ...others].join(", ")}`);
    }
    if (seen.has(name)) throw new InputError(`the link's entry ${shown(name)} is there twice; keep one of them`);
    seen.add(name);
    if (name === "step") linked.step = asStep(text);
    else linked.attributes.set(name, asAttribute(kinds.get(name), text));
  }
  return linked;
}

/** The attributes of an element while the page's address holds a link. */
export class LinkedAttributes {
  /** @param {HTMLElement} element */
  constructor(element) {
    this._element = element;
    this._fragment = "";
    /** Those that a link has replaced. @type {Map<string, string | null> | null} */
    this._own = null;
  }

  /**
   * Take over the attributes that the page's address holds; its own ones again where it holds none.
   *
   * @returns {{step: number | null, problem: InputError | null} | null} Where to begin, if the link says so, and what is
   *   wrong with the link; null where nothing has changed.
   */
  follow() {
    const { hash } = location;
    if (!this._element.hasAttribute("linked") || hash === this._fragment) return null;
    this._fragment = hash;
    try {
      const linked = readLink(hash);
      return linked === null && this._own === null ? null : { step: this._take(linked), problem: null };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this._own ??= this._attributes();
      return { step: null, problem: error };
    }
  }

  _attributes() {
    const names = [...recipeAttributes(), ...shownAttributes(), "states", "recording"];
    return new Map(names.map((name) => [name, this._element.getAttribute(name)]));
  }

  /** @param {Linked | null} linked @returns {number | null} */
  _take(linked) {
    this._own ??= this._attributes();
    const wanted = linked?.attributes ?? this._own;
    for (const name of this._own.keys()) {
      const text = wanted.get(name) ?? null;
      if (text === null) this._element.removeAttribute(name);
      else this._element.setAttribute(name, text);
    }
    if (linked === null) this._own = null;
    return linked?.step ?? null;
  }
}

function shownAttributes() {
  return TABLES.link.shown.filter((name) => name !== "step");
}

/** @param {string} text */
function asStep(text) {
  if (!/^-?\d{1,9}$/.test(text)) throw new InputError(`the link's entry step=${shown(text)} is not a whole number; use step=0`);
  return Number(text);
}

/** Return a value in characters that no program changes. @param {unknown} value @returns {string} */
export function asText(value) {
  if (!Array.isArray(value)) return String(value).replace("e+", "e");
  if (value.length > 0 && !Array.isArray(value[0])) return value.join("x"); // the two sides of a size
  return value.map((row) => row.map(asText).join("_")).join("~");
}

/** Return the text of an attribute from that in a link. @param {string | undefined} kind @param {string} text */
export function asAttribute(kind, text) {
  const arePlaces = kind === "rows" || (kind === "start" && /^[-.\d]/.test(text));
  return arePlaces ? `[[${text.replaceAll("_", ",").replaceAll("~", "],[")}]]` : text;
}
