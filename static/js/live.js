// Keeps the parts marked data-live up to date while something is being worked on.

import { writeLocalTimes } from "./times.js";

const main = document.getElementById("main");
const everyMs = Number(main.dataset.refresh) * 1000;
const MOST_MS = 60_000;
let waitMs = everyMs;

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      if (!renew(new DOMParser().parseFromString(await answer.text(), "text/html"))) return location.reload();
      waitMs = everyMs;
    } catch {
      waitMs = Math.min(waitMs * 2, MOST_MS); // the site is away; asking more often does not bring it back
    }
  }
  setTimeout(look, waitMs);
}

// False when the page as a whole has become another one: its state has changed.
function renew(page) {
  const its = page.getElementById("main");
  if (!its || its.dataset.state !== main.dataset.state || its.dataset.refresh !== main.dataset.refresh) return false;
  writeLocalTimes(page);
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || part.contains(document.activeElement)) continue;
    const open = [...part.querySelectorAll("details")].map((details) => details.open);
    fresh.querySelectorAll("details").forEach((details, index) => (details.open = open[index] ?? details.open));
    part.hidden = fresh.hidden;
    part.innerHTML = fresh.innerHTML;
  }
  return true;
}

if (everyMs) setTimeout(look, waitMs);
