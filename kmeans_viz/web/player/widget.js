// The player in a notebook: messages from the kernel go to the player, and nothing goes back but the first hello.

import { createPlayer } from "./player.js";
import { takeMessage } from "./messages.js";

export default {
  render({ model, el }) {
    const player = createPlayer(el, { loop: model.get("loop") });
    player.element.classList.toggle("kv-dark", model.get("dark"));
    const listen = (message, buffers) => takeMessage(player, message, buffers);
    model.on("msg:custom", listen);
    model.send({ kind: "ready", step: 0 });
    return () => model.off("msg:custom", listen);
  },
};
