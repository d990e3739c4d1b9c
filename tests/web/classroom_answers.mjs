// Answers what test_classroom.py asks about the guesses of a class: a list of questions as JSON on stdin, a list of
// answers on stdout.

import { readFileSync } from "node:fs";

import { compared, csvOf, Guesses, lowestInertia, spreadOf, tally } from "../../kmeans_viz/web/classroom/guesses.js";
import { asPoints } from "../../kmeans_viz/web/engine/points.js";

const QUESTIONS = {
  tally: ({ options, chosen }) => tally(options, chosen),
  spread: ({ places }) => spreadOf(places),
  compared: ({ stars, truths }) => compared(stars, truths),
  lowest: ({ points, guesses }) => lowestInertia(asPoints(points), guesses),
  csv: ({ scenes }) => csvOf(scenes.map((scene) => ({ ...scene, guesses: collected(scene.guesses) }))),
  kinds: ({ guesses, kinds }) => [collected(guesses).size, ...kinds.map((kind) => collected(guesses).of(kind))],
};

function collected(pairs) {
  const guesses = new Guesses();
  for (const [id, value] of pairs) guesses.put(id, value);
  return guesses;
}

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map((question) => QUESTIONS[question.ask](question))));
