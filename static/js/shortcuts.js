// Keys for who reads with the hands on the keyboard. Off while typing, and where a modifier makes it somebody else's key.

import { isTyping, keysOn, turnKeys } from "./keys.js";

const PRESSED_BY_SPACE = "button, summary";

export function addShortcuts({ player, rows, find }) {
  const help = document.getElementById("shortcuts");
  document.getElementById("help").addEventListener("click", () => help.showModal());
  const use = document.getElementById("keys-on");
  use.checked = keysOn();
  use.addEventListener("change", () => turnKeys(use.checked));
  const toTurn = (steps) => {
    const ms = rows.neighbour(steps);
    if (ms !== null) player.seek(ms);
    rows.follow();
  };
  const keys = {
    " ": () => player.toggle(),
    k: () => player.toggle(),
    j: () => player.jump(-10),
    l: () => player.jump(10),
    ArrowLeft: () => player.jump(-5),
    ArrowRight: () => player.jump(5),
    ArrowUp: () => toTurn(-1),
    ArrowDown: () => toTurn(1),
    "<": () => player.changeSpeed(-1),
    ">": () => player.changeSpeed(1),
    "/": () => find.focus(),
    n: () => find.step(1),
    N: () => find.step(-1),
    u: () => document.getElementById("unsure")?.click(),
    e: () => document.getElementById("edit")?.click(),
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (isTyping(event) || !keysOn()) return;
    if (event.key === " " && event.target.closest?.(PRESSED_BY_SPACE)) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
