// Answers what test_drawing.py asks the JavaScript that draws: a list of questions as JSON on stdin, a list of answers
// on stdout.

import { readFileSync } from "node:fs";

import "./tables.mjs";
import { checkedRecipe, noteOf, PARTS, recipeOf } from "../../kmeans_viz/web/board/attributes.js";
import { linkTo, readLink } from "../../kmeans_viz/web/board/link.js";
import { Run } from "../../kmeans_viz/web/board/run.js";
import { KINDS, readScenes, writeScenes } from "../../kmeans_viz/web/classroom/scenes.js";
import { captions, seedingCaption } from "../../kmeans_viz/web/drawing/captions.js";
import { gif } from "../../kmeans_viz/web/drawing/gif.js";
import { inFourDigits, inTwoDigits } from "../../kmeans_viz/web/drawing/numbers.js";
import { Outside } from "../../kmeans_viz/web/drawing/outside.js";
import { Palette } from "../../kmeans_viz/web/drawing/palette.js";
import { Stage } from "../../kmeans_viz/web/drawing/stage.js";
import { styleNamed } from "../../kmeans_viz/web/drawing/style.js";
import { timeline } from "../../kmeans_viz/web/drawing/timeline.js";
import { viewOf } from "../../kmeans_viz/web/drawing/view.js";
import { sayIn } from "../../kmeans_viz/web/say.js";
import { asPoints, standardized } from "../../kmeans_viz/web/engine/points.js";
import { seedingSteps } from "../../kmeans_viz/web/engine/starts.js";

function runOf({ points, recipe, states, names = [null, null] }) {
  const run = Run.recorded(asPoints(points), recipe, states);
  [run.assignName, run.updateName] = names;
  return run;
}

const QUESTIONS = {
  links: ({ links }) =>
    links.map((link) => {
      try {
        const { attributes, step } = readLink(link.slice(link.indexOf("#")));
        const element = { getAttribute: (name) => attributes.get(name) ?? null };
        const recipe = checkedRecipe(recipeOf(element));
        return { recipe: noteOf(recipe), link: linkTo(link, recipe, step ?? 0, element) };
      } catch (problem) {
        if (problem.name !== "InputError") throw problem;
        return { problem: problem.message };
      }
    }),

  scenes: ({ files }) =>
    files.map((file) => {
      try {
        return { written: writeScenes(readScenes(file)) };
      } catch (problem) {
        if (problem.name !== "InputError") throw problem;
        return { problem: problem.message };
      }
    }),

  sceneNames: () => ({ kinds: KINDS, hidden: PARTS }),

  numbers: ({ values }) => values.map((value) => [inFourDigits(value), inTwoDigits(value)]),

  captions(question) {
    const run = runOf(question);
    const say = sayIn(question.lang);
    return Array.from({ length: run.length }, (_, step) =>
      [true, false].map((moves) => Object.values(captions(run, step, { moves, say }))),
    );
  },

  seeding: ({ points, k, init, seed, lang }) =>
    Array.from(seedingSteps(asPoints(points), k, init, seed), (step, star) =>
      Object.values(seedingCaption(step, init, star, k, sayIn(lang))),
    ),

  timeline(question) {
    return Array.from(timeline(runOf(question), question.look), (frame) => ({
      index: frame.index,
      duration: frame.durationMs,
      progress: frame.progress,
      emphasis: frame.emphasis,
      changed: [...frame.changed],
      centroids: [...frame.centroids],
      labels: frame.labels && [...frame.labels],
    }));
  },

  view({ points, places, columns, aspect }) {
    const board = asPoints(points);
    const view = viewOf(board, [Float64Array.from(places.flat())], columns);
    return {
      bounds: view.bounds,
      fitted: view.fitted(aspect),
      equal: view.equal,
      labels: [view.xlabel, view.ylabel],
      points: [...view.points.values],
      places: [...view.flat(Float64Array.from(places.flat()))],
    };
  },

  cut({ points, places, columns, standardize, width, height, lang, hand }) {
    const given = { ...asPoints(points), columns };
    const board = standardize ? standardized(given) : given;
    const view = viewOf(board, [Float64Array.from(places.flat())], columns);
    const stage = new Stage(view, { left: 0, top: 0, width, height }, 1, styleNamed("light"), 3);
    const { words, corner } = new Outside(stage, true, sayIn(lang));
    return {
      bounds: stage.bounds,
      outside: [...stage.outside],
      places: [...stage.places],
      stars: [...stage.centroids(Float64Array.from(places.flat()))],
      words,
      corner,
      hand: stage.toData(...hand),
    };
  },

  style({ name, clusters }) {
    const style = styleNamed(name);
    return Array.from({ length: clusters }, (_, j) => [style.color(j), style.marker(j), style.cell(j), style.star(j), style.onStar(j)]);
  },

  palette: ({ style, k, isDense, hasCells }) => new Palette(styleNamed(style), k, { isDense, hasCells }).colors,

  gif({ style, k, isDense, width, height, loop, note, pictures }) {
    const palette = new Palette(styleNamed(style), k, { isDense });
    const shown = pictures.map(([pixels, durationMs]) => ({ pixels: Uint32Array.from(pixels), durationMs }));
    return Buffer.concat([...gif(shown, { width, height, palette, loop, note })]).toString("base64");
  },
};

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map((question) => QUESTIONS[question.ask](question))));
