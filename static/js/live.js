// Keeps the parts marked data-live up to date while something is being worked on; X-Live says that nothing else of the
// page is looked at. When the page as a whole has become another one it is loaded anew, or, where that would take
// something from its reader, says that it has changed.

import { isBusy } from "./busy.js";
import { writeLocalTimes } from "./times.js";

const main = document.getElementById("main");
const everyMs = Number(main.dataset.refresh) * 1000;
const MOST_MS = 60_000;
let waitMs = everyMs;
let told = false;

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { "X-Live": "1" } });
      if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return change();
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const its = page.getElementById("main");
      renew(page);
      if (its?.dataset.state !== main.dataset.state || its.dataset.refresh !== main.dataset.refresh) change();
      if (!its?.dataset.refresh) return;
      waitMs = everyMs;
    } catch {
      waitMs = Math.min(waitMs * 2, MOST_MS); // the site is away; asking more often does not bring it back
    }
  }
  setTimeout(look, waitMs);
}

function renew(page) {
  writeLocalTimes(page);
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || part.contains(document.activeElement)) continue;
    const open = [...part.querySelectorAll("details")].map((details) => details.open);
    fresh.querySelectorAll("details").forEach((details, index) => (details.open = open[index] ?? details.open));
    part.hidden = fresh.hidden;
    part.innerHTML = fresh.innerHTML;
  }
}

// Once it was told, the reader decides when: a page that goes when the sound is paused goes too early as well.
function change() {
  if (told) return;
  if (!isBusy()) return location.reload();
  told = true;
  const notice = document.createElement("p");
  notice.className = "changed";
  notice.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Reload";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
  main.append(notice);
  notice.append("This page has changed. ", link);
}

if (everyMs) setTimeout(look, waitMs);
