// Answers what test_engine.py asks the JavaScript engine: a list of questions as JSON on stdin, a list of answers on
// stdout. Arrays travel as the base64 of their bytes, so that not a bit is lost.

import { readFileSync } from "node:fs";

import { erased, rounded, sprayed } from "../../kmeans_viz/web/engine/brush.js";
import { voronoiCells } from "../../kmeans_viz/web/engine/cells.js";
import { EmptyClusterError, RULES } from "../../kmeans_viz/web/engine/empties.js";
import { GENERATORS } from "../../kmeans_viz/web/engine/generators.js";
import { asPoints } from "../../kmeans_viz/web/engine/points.js";
import { defaultRng } from "../../kmeans_viz/web/engine/random.js";
import { optionsOf, pointsOf, startOf } from "../../kmeans_viz/web/engine/recipe.js";
import { histogram, Starts } from "../../kmeans_viz/web/engine/runs.js";
import { seedingSteps, STARTS } from "../../kmeans_viz/web/engine/starts.js";
import { cumulativeSums, pairwiseSum, roundHalfEven } from "../../kmeans_viz/web/engine/sums.js";
import { lloyd } from "./whole.mjs";

const packed = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
const floats = (values) => packed(Float64Array.from(values));
const unpacked = (text) => {
  const bytes = Buffer.from(text, "base64");
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};

const QUESTIONS = {
  tables: () => ({ generators: Object.keys(GENERATORS), starts: Object.keys(STARTS), rules: Object.keys(RULES) }),

  // `draws` is a list of [method, ...arguments]; all are drawn from one generator, one after the other.
  draws({ seed, draws }) {
    const rng = defaultRng(seed);
    return draws.map(([method, ...args]) => {
      const drawn = rng[method](...args);
      return floats(typeof drawn === "number" ? [drawn] : drawn);
    });
  },

  sums({ values }) {
    const numbers = unpacked(values);
    return floats([pairwiseSum(numbers), ...cumulativeSums(numbers), ...numbers.map(roundHalfEven)]);
  },

  board: ({ recipe }) => packed(pointsOf(recipe).values),

  start: ({ recipe }) => packed(startOf(recipe, pointsOf(recipe))),

  run({ recipe }) {
    const points = pointsOf(recipe);
    const states = [];
    let stopped = false;
    try {
      for (const state of lloyd(points, startOf(recipe, points), optionsOf(recipe))) states.push(state);
    } catch (problem) {
      if (!(problem instanceof EmptyClusterError)) throw problem;
      stopped = problem.message;
    }
    return {
      stopped,
      phases: states.map((state) => state.phase),
      numbers: floats(
        states.flatMap(({ iteration, inertia, changed, shift, converged }) => [
          iteration,
          inertia ?? NaN,
          changed,
          shift,
          converged ? 1 : 0,
        ]),
      ),
      clusters: states.map((state) => [...state.clusters]),
      empty: states.map((state) => state.empty),
      counts: floats(states.flatMap((state) => [...state.counts])),
      centroids: floats(states.flatMap((state) => [...state.centroids])),
      labels: packed(Uint16Array.from(states.flatMap((state) => [...(state.labels ?? [])]))),
    };
  },

  steps({ recipe }) {
    const points = pointsOf(recipe);
    return Array.from(seedingSteps(points, recipe.k, recipe.init, recipe.seed), (step) => ({
      ...step,
      scores: packed(step.scores),
      centroid: packed(step.centroid),
    }));
  },

  cells: ({ centroids, bounds }) => voronoiCells(unpacked(centroids), bounds).map(packed),

  brush({ points, place, radius, k }) {
    const board = asPoints(unpacked(points));
    const painted = sprayed(board, place, [radius, radius]);
    const left = erased(board, place, [radius, radius], k);
    return [painted.values, left.values, rounded(painted.values, board)].map(packed);
  },

  runs({ points, k, init, total }) {
    const starts = new Starts(asPoints(unpacked(points)), k, init, {}, total);
    for (const _ of starts.search());
    const { inertias, luckySeed, unluckySeed } = starts;
    return { inertias: floats(inertias), luckySeed, unluckySeed, histogram: histogram(inertias) };
  },
};

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map((question) => QUESTIONS[question.ask](question))));
