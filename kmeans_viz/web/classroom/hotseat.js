// @ts-check
// One mouse or one phone for a whole class: each guesses and passes it on, the guesses are kept in the page alone, and
// then all of them are shown together, as on a teacher's page, before the answer is.

import { make, wordButton } from "../board/parts.js";
import { Guesses } from "./guesses.js";
import { Results } from "./results.js";
import { say } from "./say.js";

/** What is guessed at the scenes of a `Play` on one device. */
export class HotSeat {
  /** @param {import("./play.js").Play} play @param {() => void} changed The next key does something else now. */
  constructor(play, changed) {
    this._play = play;
    this._changed = changed;
    /** By the number of the scene. @type {Map<number, Guesses>} */
    this._guesses = new Map();
    /** While guesses are shown; of one board. @type {{results: Results, board: import("./board.js").ClassBoard, stay: AbortController} | null} */
    this._shown = null;
    this._pass = wordButton("pass", say("Pass it on"), say("Keep this guess out of sight, and let the next one guess (P)"));
    this._pass.addEventListener("click", () => this.pass());
    this._line = make("p", { className: "kept", role: "status" });
  }

  /** Whether the next key shows the guesses, and not the answer. */
  get waits() {
    return this._play.phase === "ask" && this._shown === null && this._kept > 0;
  }

  get _kept() {
    return this._guesses.get(this._play.at)?.size ?? 0;
  }

  /** Keep the guess that was made, and ask the next one. */
  pass() {
    if (this._keep()) this._play.askAgain();
  }

  /** Show the guesses that were kept; false where there is none to show. */
  next() {
    if (!this.waits) return false;
    this._keep();
    const { _play: play } = this;
    play.watch();
    const stay = new AbortController();
    const results = new Results(play.scene, play.board, stay.signal, () => this.show());
    this._shown = { results, board: play.board, stay };
    results.update(/** @type {Guesses} */ (this._guesses.get(play.at)));
    results.show(true);
    this._changed();
    return true;
  }

  /** Let the guesses arrive again; false where none are shown. */
  replay() {
    this._shown?.results.replay();
    return this._shown !== null;
  }

  /** Show what belongs to the scene as it is by now. */
  show() {
    const { _play: play } = this;
    if (this._shown !== null && this._shown.board !== play.board) {
      this._shown.stay.abort();
      this._shown = null;
    }
    const { _shown: shown, _kept: kept } = this;
    if (shown !== null && play.phase === "revealed" && play.isSettled) shown.results.reveal();
    const isGuessed = play.phase === "ask" && play.guess !== null;
    this._line.textContent = shown?.results.text || (kept > 0 && shown === null && play.phase === "ask" ? say("Guesses kept: {n}. The next one may guess.", { n: kept }) : "");
    this._line.hidden = this._line.textContent === "" || isGuessed;
    this._pass.hidden = !isGuessed;
    const bars = shown?.results.bars ?? null;
    play.extras.replaceChildren(...(bars === null ? [] : [bars.element]), this._line, this._pass);
  }

  /** Keep the guess that was made; false where there is none. */
  _keep() {
    const { at, guess } = this._play;
    if (guess === null) return false;
    const guesses = this._guesses.get(at) ?? new Guesses();
    guesses.put(String(guesses.size), guess);
    this._guesses.set(at, guesses);
    return true;
  }
}
