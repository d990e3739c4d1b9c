// @ts-check
// What the component says itself, in the language of its lesson, and how the sentences of a lesson become paragraphs.

import { make } from "../board/parts.js";

export const WORDS = {
  commit: "That is my guess",
  commitAnswer: "That is my answer",
  guess: "Your guess",
  truth: "The truth",
  why: "Why",
  answer: "The answer",
  yourNumber: "Your number",
  yourAnswer: "Your answer",
  board: "A board with {n} points",
  aim: "Put a star here: arrow keys move, Enter puts it, Backspace takes the last one back",
  put: "Click or tap where star {next} of {all} belongs.",
  putOne: "Click or tap where the star belongs.",
  put_all: "All stars are there. You can still move them.",
  putOnly: "You can still move the star.",
  move: "Drag the stars, or move them with the arrow keys.",
  back: "Take the last star back",
  noNumber: "Write a number from {low} to {high}.",
  noChoice: "Choose one of the answers.",
  noStars: "First put all stars on the board.",
  exact: "Exactly right",
  right: "Right",
  near: "Close",
  wrong: "Not this time",
  spots: "Spot on",
  some: "{close} of {all} stars are close",
  none: "A surprise",
  star: "Star {j}: {how}",
  one: "Your star: {how}",
  onSpot: "on the spot",
  close: "close, {percent}% of the board’s width away",
  off: "some way off, {percent}% of the board’s width",
  far: "far off, {percent}% of the board’s width",
  placedOne: "The dashed star shows your guess; a line leads to the place where it belongs.",
  placed: "Dashed stars show your guess; a line leads from each to the place where it belongs.",
  quiz: "Question {number} of {all}",
  score: "You have {right} of {all}.",
  goesOn: "The lesson goes on after your guess.",
  showAll: "Show all of it now",
  slide: "{number} of {all}",
  nextSlide: "Next slide",
  lastSlide: "Slide before",
  leaveSlides: "Leave the slides",
  noGuess: "No guess yet. Press once more to go on without one.",
  isRight: "right",
  isYours: "your answer",
};

// For each language but English its sentences, by the English ones. What joins the modules fills them in.
/** @type {Record<string, Record<string, string>>} */
const QUESTIONS = {};

/** Fill the sentences of other languages in, once. @param {Record<string, Record<string, string>>} questions */
export function fillQuestions(questions) {
  Object.assign(QUESTIONS, questions);
}

/** Say everything in a language from now on; a page or a widget does it once, before it shows anything. @param {string} lang */
export function speak(lang) {
  const sentences = QUESTIONS[lang] ?? {};
  const words = /** @type {Record<string, string>} */ (WORDS);
  for (const [name, text] of Object.entries(words)) words[name] = sentences[text] ?? text;
}

/** Fill numbers into a sentence. @param {string} text @param {Record<string, string | number>} values */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * Return the paragraphs of a text, which blank lines part, with `code` and *emphasis*.
 *
 * @param {string} text
 */
export function paragraphs(text) {
  return text.split(/\n\s*\n/).map((part) => make("p", {}, ...phrases(part)));
}

/** Return a text as letters, code, emphasis, and names that no line may break at their hyphen. @param {string} text */
export function phrases(text) {
  return text
    .split(/(`[^`]+`|\*[^*\s](?:[^*]*[^*\s])?\*|\bk-me\w+(?:\+\+)?)/)
    .filter(Boolean)
    .map((part) => {
      if (part.length > 2 && part.startsWith("`") && part.endsWith("`")) return make("code", {}, part.slice(1, -1));
      if (part.length > 2 && part.startsWith("*") && part.endsWith("*")) return make("em", {}, part.slice(1, -1));
      if (part.startsWith("k-me")) return make("span", { className: "whole" }, part);
      return part;
    });
}
