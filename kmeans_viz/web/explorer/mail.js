// Messages to the kernel.

const PATIENCE = 10_000; // milliseconds without an answer

// One message is under way at a time, and those that a newer one makes pointless are never sent: so nothing piles up
// in the kernel, however fast a hand is.
export function createMail(model, whenSilent) {
  const waiting = [];
  let ticket = 0;
  let open = 0;
  let timer = 0;

  function next() {
    clearTimeout(timer);
    open = 0;
    const mail = waiting.shift();
    if (!mail) return;
    open = ++ticket;
    model.send({ ...mail.content, kind: mail.kind, ticket: open }, undefined, mail.buffers ?? []);
    timer = setTimeout(() => {
      whenSilent();
      next();
    }, PATIENCE);
  }

  return {
    send(kind, content = {}, buffers = []) {
      const last = waiting[waiting.length - 1];
      if (kind === "start" || kind === "settle") while (waiting.at(-1)?.kind === "drag") waiting.pop();
      if (last?.kind === kind && kind === "drag") last.content = content;
      else if (last?.kind === kind && kind === "set") last.content = { ...content, values: { ...last.content.values, ...content.values } };
      else if (last?.kind === kind && kind === "paint" && !last.content.done)
        last.content = { ...content, places: [...last.content.places, ...content.places] };
      else waiting.push({ kind, content, buffers });
      if (!open) next();
    },
    answered(number) {
      if (number === open) next();
    },
    // Whether a newer value of a control is still to be sent.
    waits: (name) => waiting.some(({ kind, content }) => kind === "set" && name in content.values),
  };
}
