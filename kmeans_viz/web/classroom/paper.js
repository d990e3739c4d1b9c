// @ts-check
// Scenes on paper: each on a page of its own, with the question, the board and room for an answer; for the teacher also
// with the answer and the notes.

import { make } from "../board/parts.js";
import { Run } from "../board/run.js";
import { Scene } from "../drawing/scene.js";
import { styleNamed } from "../drawing/style.js";
import { SvgContext } from "../drawing/svg.js";
import { frameAt } from "../drawing/timeline.js";
import { viewOf } from "../drawing/view.js";
import { pointsOf, startOf } from "../engine/recipe.js";
import { say } from "./say.js";

/** @typedef {import("./scenes.js").Scene} Asked */

/** How wide and high a picture is drawn: about as it is printed, so that dots and stars have the size that they are to have. */
const [ASKED, ANSWERED] = [[680, 440], [416, 270]];
const LINES = 3;

/**
 * Return all scenes as pages to print.
 *
 * @param {import("./scenes.js").Scenes} scenes
 * @param {boolean} isTeacher
 */
export function papers({ title, lang, scenes }, isTeacher) {
  return make("div", { className: "papers", lang }, ...scenes.map((scene, i) => paper(scene, `${title} · ${i + 1}`, isTeacher)));
}

/** @param {Asked} scene @param {string} head @param {boolean} isTeacher */
function paper(scene, head, isTeacher) {
  const { question, recipe, step, hide, task, reveal, notes } = scene;
  const choices = (task.kind === "vote" ? (task.k ?? []).map(String) : (task.choices ?? [])).map((choice, i) => {
    const isRight = isTeacher && task.answer === i;
    return make("li", { className: isRight ? "right" : "" }, choice);
  });
  const parts = [
    make("p", { className: "head" }, head),
    make("h2", {}, question),
    picture(recipe, step, hide, ASKED),
    make("ul", { className: task.kind }, ...choices),
  ];
  if (!isTeacher) parts.push(make("div", { className: "room" }, make("p", {}, say("Why do you think so?")), ...Array.from({ length: LINES }, () => make("hr"))));
  else {
    const told = [make("h3", {}, say("Answer")), make("p", {}, reveal.text), ...notes.split("\n").map((line) => make("p", { className: "note" }, line))];
    parts.push(make("div", { className: "answer" }, picture(reveal.recipe ?? recipe, reveal.step, [], ANSWERED), make("div", {}, ...told)));
  }
  return make("section", { className: isTeacher ? "told" : "" }, ...parts);
}

/**
 * Return the picture of a step, drawn at once: a page that is about to be printed does not wait.
 *
 * @param {import("../board/attributes.js").Recipe} recipe
 * @param {number | null} step null for the last.
 * @param {readonly string[]} hide
 * @param {number[]} size Its width and height.
 */
function picture(recipe, step, hide, [width, height]) {
  const points = pointsOf(recipe);
  const run = Run.from(points, recipe, startOf(recipe, points), null);
  const wanted = step ?? Infinity;
  while (!run.complete && run.length <= wanted) run.advance(50);
  const view = viewOf(points, run.places(), run.columns);
  const is = (/** @type {string} */ part) => !hide.includes(part);
  const looks = { voronoi: is("cells"), trails: is("trails"), stars: is("stars"), curve: false, caption: false };
  const context = new SvgContext(width, height);
  const drawn = new Scene(run, view, styleNamed("light"), looks, width, height);
  drawn.draw(/** @type {any} */ (context), frameAt(run, Math.min(wanted, run.length - 1), 1), { isVector: true });
  const { documentElement } = new DOMParser().parseFromString(context.text("", ""), "image/svg+xml");
  return document.importNode(documentElement, true);
}
