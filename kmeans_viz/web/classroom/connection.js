// @ts-check
// A websocket that comes back: after sleep, lost Wi-Fi, or another start of the server. Nothing here knows of a page.

/** What of a WebSocket is used. @typedef {Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">} Socket */

/**
 * Both ends of a connection.
 *
 * @typedef {object} Ends
 * @property {() => Socket} open Makes a websocket.
 * @property {() => object} greet Returns the first message.
 * @property {(message: any, isFirst: boolean) => void} hear Takes a message, and whether it is the first since the greeting.
 * @property {() => void} changed The state is another one.
 */

/** Time and chance, which a test replaces. */
export const REAL = {
  /** @param {() => void} act @param {number} ms @returns {any} */
  after: (act, ms) => setTimeout(act, ms),
  /** @param {any} timer */
  cancel: (timer) => clearTimeout(timer),
  random: Math.random,
};

/** Closed for good: the class is over, the message was wrong, another page has the place, the key opens nothing. */
const FINAL = [1000, 1008, 4001, 4003];
const OPEN_MS = 6000; // after which a connection that is neither there nor refused is tried again
const ASLEEP_MS = 8000; // after which a phone may have dropped the connection
const [FIRST_MS, LAST_MS] = [500, 4000];

/** A connection that is made again until it is closed for good. */
export class Connection {
  /** @param {Ends} ends @param {typeof REAL} [time] */
  constructor(ends, time = REAL) {
    this._ends = ends;
    this._time = time;
    /** @type {"joining" | "open" | "lost" | "closed"} */
    this.state = "joining";
    /** Why it is closed, as the server says it, and its code. */
    this.reason = "";
    this.code = 0;
    /** @type {Socket | null} */
    this._socket = null;
    this._tries = 0;
    this._hasHeard = false;
    /** @type {any} */
    this._timer = null;
    this._connect();
  }

  /** Send a message; return false where there is no connection. @param {object} message */
  send(message) {
    if (this.state !== "open" || this._socket === null) return false;
    this._socket.send(JSON.stringify(message));
    return true;
  }

  /** Make the connection anew, now: the one there is may be dead without knowing it. */
  renew() {
    if (this.state === "closed") return;
    this._drop();
    this._tries = 0;
    this._become("lost");
    this._connect();
  }

  /** Close it for good. */
  end() {
    this._drop();
    this._become("closed");
  }

  _connect() {
    this._time.cancel(this._timer);
    const socket = this._ends.open();
    this._socket = socket;
    this._hasHeard = false;
    this._timer = this._time.after(() => this._lose(), OPEN_MS);
    socket.onopen = () => {
      this._time.cancel(this._timer);
      socket.send(JSON.stringify(this._ends.greet()));
      this._become("open");
    };
    socket.onmessage = ({ data }) => {
      const isFirst = !this._hasHeard;
      this._hasHeard = true;
      this._tries = 0;
      this._ends.hear(JSON.parse(data), isFirst);
    };
    socket.onclose = ({ code, reason }) => {
      [this.code, this.reason] = [code, reason];
      if (!FINAL.includes(code)) return this._lose();
      this._drop();
      this._become("closed");
    };
  }

  /** Try again in a while: later each time, and not in the same moment as everybody else. */
  _lose() {
    this._drop();
    const ms = Math.min(LAST_MS, FIRST_MS * 1.7 ** this._tries++) * (0.4 + 0.8 * this._time.random());
    this._timer = this._time.after(() => this._connect(), ms);
    this._become("lost");
  }

  _drop() {
    this._time.cancel(this._timer);
    const socket = this._socket;
    this._socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {Connection["state"]} state */
  _become(state) {
    if (this.state === state) return;
    this.state = state;
    this._ends.changed();
  }
}

/**
 * Make a connection anew when the page wakes up or the network is back.
 *
 * @param {Connection} connection
 * @param {AbortSignal} signal
 */
export function keepAwake(connection, signal) {
  let asleep = 0;
  const options = { signal };
  window.addEventListener("online", () => connection.renew(), options);
  window.addEventListener("pageshow", ({ persisted }) => persisted && connection.renew(), options);
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.hidden) asleep = Date.now();
      else if (connection.state !== "open" || Date.now() - asleep > ASLEEP_MS) connection.renew();
    },
    options,
  );
}
