// A socket and a clock for the pages of a class, which a test moves by hand.

/** Time that passes only when a test says so; chance is always in the middle. */
export class Time {
  now = 0;
  timers = [];
  random = () => 0.5;
  after = (act, ms) => {
    const timer = { act, at: this.now + ms };
    this.timers.push(timer);
    return timer;
  };
  cancel = (timer) => (this.timers = this.timers.filter((each) => each !== timer));

  pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      this.cancel(next);
      this.now = next.at;
      next.act();
    }
    this.now = end;
  }
}

/** A server's end of all sockets that a page has opened; the last one is the one that counts. */
export class Wire {
  sockets = [];
  open = () => {
    const socket = { sent: [], isClosed: false, send: (text) => socket.sent.push(JSON.parse(text)), close: () => (socket.isClosed = true) };
    this.sockets.push(socket);
    return socket;
  };

  get last() {
    return this.sockets.at(-1);
  }

  /** All that the page has said over the last socket. */
  get heard() {
    return this.last.sent;
  }

  accept() {
    this.last.onopen();
  }

  say(message) {
    this.last.onmessage({ data: JSON.stringify(message) });
  }

  close(code = 1006, reason = "") {
    this.last.onclose({ code, reason });
  }
}
