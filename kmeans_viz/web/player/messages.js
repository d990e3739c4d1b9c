// Messages from the kernel, handed to the player.

export function takeMessage(player, message, buffers) {
  // Some hosts say nothing where there are no buffers.
  const pngs = (buffers ?? []).map((buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength));
  switch (message.kind) {
    case "begin":
      player.begin(message.steps, { ...message, id: message.run, picture: { ms: message.ms, png: pngs[0] } });
      break;
    case "frames":
      if (message.run === player.runId()) player.add(message.frames.map((frame, i) => ({ ...frame, png: pngs[i] })));
      break;
    case "end":
      if (message.run === player.runId()) player.end();
      break;
  }
}
