// Brings an element of the transcript into view, however far away it is. Rows that are not in view are not drawn, and
// their heights guessed (content-visibility), so that what one scrolls to moves away while the rows before it are drawn:
// it is gone after until it stands still in view, or until the reader goes elsewhere.

import { clearSpace } from "./covered.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const READER_MOVES = ["wheel", "touchmove", "pointerdown", "keydown"];
const FAR_SCREENS = 8; // through which nobody wants to glide
const STILL_FRAMES = 5;
const MOST_TRIES = 5;
let brought = null;

for (const name of READER_MOVES) addEventListener(name, () => (brought = null), { passive: true, capture: true });

// What is wholly in view stays where it is; the page moves only when one would have to look for it.
export function bring(element, behavior = pace()) {
  brought = element;
  if (isInView(element)) return;
  scroll(element, isFar(element) ? "auto" : behavior);
  const frame = { top: NaN, still: 0, tries: 0 };
  requestAnimationFrame(() => goAfter(element, frame));
}

// How the page moves when it is not the reader who moves it.
export function pace() {
  return calm.matches ? "auto" : "smooth";
}

function goAfter(element, frame) {
  if (brought !== element) return;
  const { top } = element.getBoundingClientRect();
  frame.still = top === frame.top ? frame.still + 1 : 0;
  frame.top = top;
  if (frame.still >= STILL_FRAMES) {
    if (isInView(element) || frame.tries === MOST_TRIES) return;
    frame.tries += 1;
    frame.still = 0;
    scroll(element, "auto");
  }
  requestAnimationFrame(() => goAfter(element, frame));
}

function scroll(element, behavior) {
  element.scrollIntoView({ block: isTall(element) ? "start" : "center", behavior });
}

function isTall(element) {
  const { top, foot } = clearSpace();
  return element.getBoundingClientRect().height > foot - top;
}

// Of what is taller than the space to read in, the beginning.
function isInView(element) {
  const box = element.getBoundingClientRect();
  const { top, foot } = clearSpace();
  return box.top >= top - 1 && (isTall(element) ? box.top <= (top + foot) / 2 : box.bottom <= foot + 1);
}

function isFar(element) {
  return Math.abs(element.getBoundingClientRect().top) > FAR_SCREENS * innerHeight;
}
