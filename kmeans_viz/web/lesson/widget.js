// @ts-check
// A question in a notebook, whose answer comes out in its own place. `lessons/asking.py` is the other end, which hears
// of the guess.

import { Question, Quiz, shownIn } from "./question.js";
import { speak } from "./words.js";

/** Show what is asked; return what takes it away again. @param {{model: import("../arriving.js").Model, el: HTMLElement}} place */
export function render({ model, el }) {
  const asked = model.get("_asked");
  const lang = model.get("_lang");
  speak(lang);
  const committed = (/** @type {unknown} */ value) => {
    model.set("guess", value);
    model.save_changes();
  };
  const shown = asked.length > 1 ? new Quiz(asked, { committed }) : new Question(asked[0], { committed });
  const place = document.createElement("div");
  // JupyterLab leaves the keys to what has this attribute.
  place.setAttribute("data-lm-suppress-shortcuts", "true");
  el.append(place);
  const leave = shownIn(place, shown.element, lang);
  const guess = model.get("guess");
  if (guess !== null) shown.restore(guess);
  return () => {
    leave();
    place.remove();
  };
}
