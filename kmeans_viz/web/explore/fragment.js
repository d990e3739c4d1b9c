// @ts-check
// A situation as the fragment of a link, and back: the link of a board, as Python writes and reads it too, with what
// the hand does and how the second run starts.

import { checkedRecipe, asSwitch, valueOf } from "../board/attributes.js";
import { asAttribute, asText, linkTo, readLink } from "../board/link.js";
import { InputError, rowOf } from "../engine/inputs.js";
import { TABLES } from "../tables.js";
import { say } from "./say.js";
import { HANDS, situationOf } from "./situation.js";

/** @typedef {import("./situation.js").Situation} Situation */

const SWITCHES = /** @type {const} */ (["lines", "forms", "whole"]);

/**
 * Return the fragment of a situation, with its "#"; where it holds too much for a link, why.
 *
 * @param {Situation} now
 * @param {number} step
 * @returns {{fragment: string, problem: string}}
 */
export function toFragment(now, step) {
  const { recipe, other, hand, hide } = now;
  /** @type {Record<string, string>} */
  const shown = {};
  if (hide.length > 0) shown.hide = hide.join(" ");
  for (const name of SWITCHES) if (now[name]) shown[name] = "true";
  if (now.light && recipe.style === undefined) shown.theme = "light";
  if (hand !== "move") shown.hand = hand;
  if (other !== null) {
    shown.other = asText(other.init);
    if (typeof other.init === "string") shown["other-seed"] = asText(other.seed);
  }
  try {
    return { fragment: linkTo("", recipe, step, { getAttribute: (name) => shown[name] ?? null }), problem: "" };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const n = recipe.coordinates?.length ?? 0;
    const many = n.toLocaleString("en");
    return { fragment: "", problem: say("These {many} points are too many for a link: save the web page instead, or the GIF.", { many }) };
  }
}

/**
 * Return the situation of a fragment; null where it holds none.
 *
 * @param {string} fragment With its "#".
 * @returns {{now: Situation, step: number} | null}
 */
export function fromFragment(fragment) {
  const linked = readLink(fragment);
  if (linked === null) return null;
  /** @type {import("./situation.js").Recipe} */
  const recipe = {};
  for (const [field, { attribute }] of Object.entries(TABLES.fields)) {
    const text = linked.attributes.get(attribute);
    if (text !== undefined) recipe[field] = valueOf(field, text);
  }
  const text = (/** @type {string} */ name) => linked.attributes.get(name) ?? null;
  const [hand, init] = [text("hand") ?? "move", text("other")];
  rowOf(HANDS, hand, "hand");
  /** @type {Situation} */
  const now = { ...situationOf(checkedRecipe(recipe)), hand, hide: (text("hide") ?? "").split(/[\s,]+/).filter(Boolean) };
  for (const name of SWITCHES) now[name] = asSwitch(name, text(name) ?? "false");
  now.light = text("theme") === "light";
  if (init !== null) {
    const seed = /** @type {any} */ (valueOf("seed", text("other-seed") ?? "0"));
    now.other = { init: /** @type {any} */ (valueOf("init", asAttribute("start", init))), seed };
  }
  return { now, step: Math.max(0, linked.step ?? 0) };
}
