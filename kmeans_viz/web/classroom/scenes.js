// @ts-check
// The scenes of a lesson: read, checked, and written. Python's `scenes/` does the same, and says the same of what cannot
// be used.

import { checkedRecipe, PARTS } from "../board/attributes.js";
import { RULES } from "../engine/empties.js";
import { GENERATORS } from "../engine/generators.js";
import { InputError, rowOf } from "../engine/inputs.js";
import { asPoints } from "../engine/points.js";
import { DEFAULTS, kOf } from "../engine/recipe.js";
import { knownSample } from "../engine/samples.js";
import { STARTS } from "../engine/starts.js";
import { TABLES } from "../tables.js";
import { list, object, only, shown, text, whole } from "./checks.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

/**
 * What the class does while the question is asked: see Python's `Task`.
 *
 * @typedef {object} Task
 * @property {"look" | "place" | "vote" | "choose" | "drag" | "free"} kind
 * @property {number | null} [cluster] Of "place", whose star; null deals the stars out in turn.
 * @property {number[]} [k] Of "vote", the numbers to choose from.
 * @property {string[]} [choices] Of "choose".
 * @property {number | null} [answer] Of "choose", which is right; null where none is.
 */

/**
 * @typedef {object} Scene
 * @property {string} question
 * @property {Recipe} recipe
 * @property {number} step Where the run waits.
 * @property {string[]} hide Which parts are hidden until the reveal.
 * @property {Task} task
 * @property {{step: number | null, text: string, recipe: Recipe | null}} reveal A step of null is the last; a recipe of
 *   null, the same run.
 * @property {string} notes For the teacher alone.
 */

/** @typedef {{title: string, lang: string, scenes: Scene[]}} Scenes */

/** What a class can be asked to do, and the entries that say more of it. @type {Record<string, string[]>} */
export const KINDS = { look: [], place: ["cluster"], vote: ["k"], choose: ["choices", "answer"], drag: [], free: [] };
export const MOST_SCENES = 40;
const VERSION = 1;
const MOST_BYTES = 2_000_000;
const MOST_COORDINATES = 5000;
const MOST_STEP = 1_000_000;
const MOST_K = 20;
const LANG = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;
/** The script element of a page that holds the scenes. */
export const SCENES_ID = "kmeans_viz-scenes";

/**
 * Return the scenes in the text of a file: JSON, or a page that plays them and holds the same JSON.
 *
 * @param {string} file
 * @returns {Scenes}
 */
export function readScenes(file) {
  const json = inPage(file);
  checkSize(json);
  let value;
  try {
    value = JSON.parse(json);
  } catch (problem) {
    const { message } = /** @type {Error} */ (problem);
    throw new InputError(`the scenes are not JSON (${message.split("\n")[0]}); use the file as it was saved`);
  }
  if (value?.kmeans_viz !== "scenes") {
    throw new InputError('there are no scenes in it; use a file that begins with {"kmeans_viz": "scenes"');
  }
  const { kmeans_viz: _, version, ...rest } = value;
  only(value, ["kmeans_viz", "version", "title", "lang", "scenes"], "the entry");
  if (version !== VERSION) {
    throw new InputError(`version=${shown(version)} of scenes is not ${VERSION}; open them in a newer kmeans_viz`);
  }
  return checkedScenes(rest);
}

/**
 * Return scenes with every default filled in.
 *
 * @param {any} value
 * @returns {Scenes}
 */
export function checkedScenes({ title = "", lang = "en", scenes }) {
  if (!Array.isArray(scenes)) {
    throw new InputError(`scenes=${shown(scenes)} is not a list; use [{"question": "…", "recipe": {"k": 3}}]`);
  }
  if (scenes.length < 1 || scenes.length > MOST_SCENES) {
    throw new InputError(`there are ${scenes.length} scenes; use 1 to ${MOST_SCENES}`);
  }
  const checked = scenes.map((scene, i) => checkedScene(scene, i + 1));
  text(title, "title", 0);
  if (typeof lang !== "string" || !LANG.test(lang)) {
    throw new InputError(`lang=${shown(lang)} is no code of a language; use for example "en"`);
  }
  return { title, lang, scenes: checked };
}

/**
 * Return a scene with every default filled in; what is wrong with it is told with its number.
 *
 * @param {any} value
 * @param {number} number From 1.
 * @returns {Scene}
 */
export function checkedScene(value, number) {
  try {
    return filled(value);
  } catch (problem) {
    if (!(problem instanceof InputError)) throw problem;
    throw new InputError(`scene ${number}: ${problem.message}`);
  }
}

/** Return scenes as the text of a file: a line for each, without what has its default. @param {Scenes} scenes */
export function writeScenes({ title, lang, scenes }) {
  const head = { kmeans_viz: "scenes", version: VERSION, ...(title && { title }), ...(lang !== "en" && { lang }) };
  const lines = scenes.map((scene) => JSON.stringify(plainScene(scene))).join(",\n");
  const written = `${JSON.stringify(head).slice(0, -1)},"scenes":[\n${lines}\n]}`;
  checkSize(written);
  return written;
}

/** Return a scene as a file holds it. @param {Scene} scene */
export function plainScene({ question, recipe, step, hide, task, reveal, notes }) {
  const { kind, ...more } = task;
  const told = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null));
  const shownThen = {
    ...(reveal.step !== null && { step: reveal.step }),
    ...(reveal.text && { text: reveal.text }),
    ...(reveal.recipe && { recipe: reveal.recipe }),
  };
  return {
    question,
    recipe,
    ...(step !== 0 && { step }),
    ...(hide.length > 0 && { hide }),
    ...(kind !== "look" && { task: { kind, ...told } }),
    ...(Object.keys(shownThen).length > 0 && { reveal: shownThen }),
    ...(notes && { notes }),
  };
}

/** @param {any} value @returns {Scene} */
function filled(value) {
  object(value, null, '{"question": "…", "recipe": {"k": 3}}');
  only(value, ["question", "recipe", "step", "hide", "task", "reveal", "notes"], "the entry");
  for (const [name, example] of [["question", '"…"'], ["recipe", '{"k": 3}']]) {
    if (!(name in value)) throw new InputError(`the ${name} is missing; add "${name}": ${example}`);
  }
  const { question, step = 0, hide = [], task = {}, reveal = {}, notes = "" } = value;
  const recipe = checkedRun(value.recipe);
  const own = checkedTask(task);
  const { step: until = null, text: told = "", recipe: other = null } = object(reveal, "the reveal", '{"step": 2, "text": "…"}');
  only(reveal, ["step", "text", "recipe"], "of the reveal, the entry");
  const run = other === null ? null : checkedRun(other);
  if (until !== null) whole(until, "the reveal's step", 0, MOST_STEP);
  text(told, "the reveal's text", 0);
  text(question, "question", 1);
  whole(step, "step", 0, MOST_STEP);
  for (const part of list(hide, "hide")) {
    if (!PARTS.includes(part)) {
      throw new InputError(`hide has ${shown(part)}, which is unknown; use some of: ${PARTS.join(", ")}`);
    }
  }
  text(notes, "notes", 0);
  if (["place", "drag"].includes(own.kind) && (recipe.coordinates?.[0].length ?? 2) !== 2) {
    throw new InputError(`the task ${shown(own.kind)} needs points with 2 coordinates; use another task`);
  }
  if (own.cluster != null) whole(own.cluster, "the task's cluster", 0, kOf(recipe) - 1);
  return { question, recipe, step, hide: [...hide], task: own, reveal: { step: until, text: told, recipe: run }, notes };
}

/** @param {any} task @returns {Task} */
function checkedTask(task) {
  const { kind = "look", cluster = null, k = [], choices = [], answer = null } = object(task, "the task", '{"kind": "look"}');
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) {
    throw new InputError(`the task's kind=${shown(kind)} is unknown; use one of: ${Object.keys(KINDS).join(", ")}`);
  }
  only(task, ["kind", ...KINDS[kind]], `of the task ${shown(kind)}, the entry`);
  list(k, "the task's k");
  list(choices, "the task's choices");
  if (cluster !== null) whole(cluster, "the task's cluster", 0, MOST_STEP);
  if (kind === "place") return { kind, cluster };
  if (kind === "vote") {
    entries(k, "k", 2, MOST_K);
    for (const each of k) whole(each, "the task's k", 1, MOST_K);
    if (new Set(k).size < k.length) throw new InputError(`the task's k=${shown(k)} has a number twice; keep one of them`);
    return { kind, k: [...k] };
  }
  if (kind !== "choose") return { kind: /** @type {Task["kind"]} */ (kind) };
  entries(choices, "choices", 2, 6);
  for (const choice of choices) text(choice, "the task's choice", 1);
  if (answer !== null) whole(answer, "the task's answer", 0, choices.length - 1);
  return { kind, choices: [...choices], answer };
}

/** Return a recipe whose run a page can make. @param {any} value @returns {Recipe} */
function checkedRun(value) {
  object(value, "the recipe", '{"k": 3}');
  only(value, Object.keys(TABLES.fields), "of the recipe, the entry");
  const { coordinates, init, seed, init_seed: initSeed } = value;
  for (const [name, number] of Object.entries({ seed, init_seed: initSeed })) {
    if (number > Number.MAX_SAFE_INTEGER) throw new InputError(`${name} is too large for a scene; use one below 9,007,199,254,740,992`);
  }
  const sample = coordinates == null && typeof value.data === "string" ? knownSample(value.data) : null;
  const { data: _, ...rest } = value;
  const recipe = checkedRecipe(sample === null ? value : { ...rest, coordinates: rows(sample) });
  if (recipe.data !== undefined) rowOf({ ...GENERATORS, ...Object.fromEntries(TABLES.samples.map((name) => [name, 0])) }, recipe.data, "data");
  if (recipe.on_empty !== undefined) rowOf(RULES, recipe.on_empty, "on_empty");
  const board = recipe.coordinates == null ? { n: { ...DEFAULTS, ...recipe }.n, d: 2 } : asPoints(asRows(recipe.coordinates, "coordinates"));
  if (recipe.coordinates && board.n > MOST_COORDINATES) {
    throw new InputError(`${board.n.toLocaleString("en")} points are too many for a scene; use at most 5,000`);
  }
  if (typeof init === "string") rowOf(STARTS, init, "init");
  else if (init !== undefined) {
    const { d } = asPoints(asRows(init, "init"));
    if (d !== board.d) throw new InputError(`init has ${d} coordinates and the points have ${board.d}; give as many`);
  }
  const k = kOf(recipe);
  if (k > board.n) throw new InputError(`k=${k} clusters need at least that many points, and there are ${board.n}; use 1 <= k <= ${board.n}`);
  return recipe;
}

/** @param {unknown} value @param {string} name @returns {number[][]} */
function asRows(value, name) {
  const isRows = Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every((x) => typeof x === "number"));
  if (!isRows) throw new InputError(`${name}=${shown(value)} is not a list of places; use for example [[0, 1], [1, 2]]`);
  return value;
}

/** @param {import("../engine/points.js").Points} points */
function rows({ values, n, d }) {
  return Array.from({ length: n }, (_, i) => [...values.subarray(i * d, i * d + d)]);
}

/** @param {unknown[]} values @param {string} name @param {number} low @param {number} high */
function entries(values, name, low, high) {
  if (values.length < low || values.length > high) {
    throw new InputError(`the task's ${name} has ${values.length} entries; use ${low} to ${high}`);
  }
}

/** Return the JSON in a page that plays scenes; a text that is no page is returned as it is. @param {string} file */
function inPage(file) {
  if (!file.trimStart().startsWith("<")) return file;
  return file.split(`id="${SCENES_ID}">`)[1]?.split("</script>")[0] || "{}";
}

/** @param {string} json */
function checkSize(json) {
  const size = new TextEncoder().encode(json).length;
  if (size > MOST_BYTES) {
    const [own, most] = [size, MOST_BYTES].map((bytes) => bytes.toLocaleString("en"));
    throw new InputError(`the scenes take ${own} bytes; use at most ${most}, with fewer coordinates`);
  }
}
