// @ts-check
// The end of a class, which the teacher has to want twice: all guesses are gone then.

import { make } from "../board/parts.js";
import { say } from "./say.js";

/**
 * Ask whether to end the class.
 *
 * @param {HTMLElement} place
 * @param {() => void} save Lets the teacher take the guesses home.
 * @param {() => void} end
 */
export function askToEnd(place, save, end) {
  const dialog = make("dialog", {});
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) => {
    const made = make("button", { type: "button" }, text);
    made.addEventListener("click", act);
    return made;
  };
  const finish = () => {
    dialog.close();
    end();
  };
  const answers = [button(say("Go on"), () => dialog.close()), button(say("Save guesses"), save), button(say("End the class"), finish)];
  dialog.append(
    make("h2", {}, say("End the class?")),
    make("p", {}, say("The students’ pages close, and all guesses are gone.")),
    make("p", { className: "answers" }, ...answers),
  );
  dialog.addEventListener("close", () => dialog.remove());
  place.append(dialog);
  dialog.showModal();
}
