// What lies under the pointer on the lanes: the time, who talks then, and about what.

import { clock, lastBefore } from "./clock.js";

export function addHint(lanes) {
  if (!lanes.element) return;
  const chapters = [...document.querySelectorAll(".chapters a")];
  const starts = chapters.map((link) => Number(link.dataset.play));
  const hint = document.createElement("span");
  hint.className = "hint";
  hint.hidden = true;
  hint.setAttribute("aria-hidden", "true"); // the rows say the same to who does not point
  const player = lanes.element.parentElement; // the lanes themselves scroll, and would cut it off
  player.append(hint);

  lanes.drawing.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    const ms = lanes.timeAt(event);
    const title = chapters[lastBefore(starts, ms)]?.lastChild.textContent.trim();
    hint.textContent = [clock(ms), lanes.talkingAt(ms).join(", "), title].filter(Boolean).join(" · ");
    hint.hidden = false;
    place(hint, event.clientX, player.getBoundingClientRect(), lanes.element);
  });
  const hide = () => (hint.hidden = true);
  lanes.drawing.addEventListener("pointerleave", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

// Below the lanes, where it hides no button, and never over the player's sides.
function place(hint, x, box, lanes) {
  const most = box.width - hint.offsetWidth;
  hint.style.top = `${lanes.offsetTop + lanes.offsetHeight + 2}px`;
  hint.style.left = `${Math.max(0, Math.min(x - box.left - hint.offsetWidth / 2, most))}px`;
}
