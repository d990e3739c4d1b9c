// Answers what test_element.py asks: a run that Python recorded as JSON on stdin, its points and states on stdout.

import { readFileSync } from "node:fs";

import "./tables.mjs";
import { Recording } from "../../kmeans_viz/web/board/recording.js";
import { Run } from "../../kmeans_viz/web/board/run.js";
import { captions } from "../../kmeans_viz/web/drawing/captions.js";

const { recipe, handed, order } = JSON.parse(readFileSync(0, "utf8"));
const run = Run.of(new Recording(handed), recipe);
const { n, d, values } = run.points;
const states = order.map((step) => {
  const { centroids, labels, counts, clusters, ...rest } = run.at(step);
  const arrays = { centroids, labels, counts, clusters };
  const lists = Object.entries(arrays).map(([name, array]) => [name, array === null ? null : [...array]]);
  return { ...rest, ...Object.fromEntries(lists), caption: Object.values(captions(run, step)) };
});
const { init, isTold, assignName, updateName, columns, missing, k, nPoints } = run;
const said = { init, isTold, assignName, updateName, columns, missing, k, nPoints };
process.stdout.write(JSON.stringify({ n, d, points: [...values], states, length: run.length, ...said }));
