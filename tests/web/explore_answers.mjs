// Answers what test_explore.py asks the explorer's modules: a list of questions as JSON on stdin, a list of answers on
// stdout.

import { readFileSync } from "node:fs";

import { asPoints } from "../../kmeans_viz/web/engine/points.js";
import { Starts } from "../../kmeans_viz/web/engine/runs.js";
import { commandOf, floatText, pythonOf } from "../../kmeans_viz/web/explore/code.js";
import { fromFragment, toFragment } from "../../kmeans_viz/web/explore/fragment.js";
import { cheapest } from "../../kmeans_viz/web/explore/matching.js";
import { readTable } from "../../kmeans_viz/web/explore/table.js";
import { verdict } from "../../kmeans_viz/web/explore/verdict.js";
import "./tables.mjs";

const QUESTIONS = {
  code: ({ recipe, path }) => [pythonOf(recipe, path), commandOf(recipe, path)],
  float: ({ value }) => floatText(value),
  cheapest: ({ costs }) => [...cheapest(costs.map((row) => Float64Array.from(row)))],
  table({ text }) {
    try {
      return readTable(text);
    } catch (error) {
      return error.message;
    }
  },
  verdict({ inertias, init, inertia }) {
    const starts = new Starts(asPoints([[0, 0]]), 1, init, {}, inertias.length);
    starts.inertias = inertias;
    return verdict(starts, init, inertia);
  },
  // From a link to the page and back.
  link({ fragment }) {
    const { now, step } = fromFragment(fragment);
    return toFragment(now, step).fragment;
  },
};

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map((question) => QUESTIONS[question.ask](question))));
