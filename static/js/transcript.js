// The transcript page: puts its parts together. Without scripts the page reads, links and downloads all the same.

import { Player } from "./player.js";
import { Rows } from "./rows.js";
import { Lanes } from "./lanes.js";
import { Words } from "./words.js";
import { Find } from "./find.js";
import { addUnsure } from "./unsure.js";
import { addTools } from "./quotes.js";
import { measureCovered } from "./covered.js";
import { addCorrecting } from "./correcting.js";
import { addHint } from "./hint.js";
import { addMediaSession } from "./media_session.js";
import { Place } from "./place.js";
import { addShortcuts } from "./shortcuts.js";

document.documentElement.classList.add("scripted");
const section = document.getElementById("player");
const lanes = new Lanes(section);
const player = new Player(section, lanes);
measureCovered();
const rows = new Rows(document.getElementById("rows"), player);
const words = new Words(section.dataset.words, rows);
const find = new Find(rows, lanes);
const place = new Place(player, rows, lanes);

player.onMove = (ms) => {
  lanes.showTime(ms);
  rows.showTime(ms);
  words.showTime(ms);
  place.showTime(ms);
};
player.onSeek = (from, to) => place.leave(from, to);
player.onPlay = () => words.load();
lanes.onSeek = (ms) => {
  player.seek(ms);
  rows.follow();
};
lanes.onSpeaker = (speaker) => {
  rows.showOnly(speaker);
  player.hearOnly(speaker);
  find.again();
};

// A plain click on a time plays from there; with a modifier it stays the link it is.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-play]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const ms = Number(link.dataset.play);
  history.replaceState(null, "", link.getAttribute("href"));
  player.playFrom(ms);
  rows.follow();
});

document.getElementById("rows").addEventListener("dblclick", async (event) => {
  if (event.target.isContentEditable) return; // a double click chooses a word there
  const ms = await words.timeAt(event);
  if (ms !== null) player.playFrom(ms);
});

addTools(rows, words);
addUnsure(words, find);
addCorrecting({ rows, words, player });
addHint(lanes);
addMediaSession(player, section);
addShortcuts({ player, rows, find });
addPrinting(document.getElementById("print"));
openAtLink();

function addPrinting(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// ?t= is the moment to begin at, ?e= the one to stop at, both in seconds or as minutes:seconds; ?q= is what to find.
function openAtLink() {
  const query = new URLSearchParams(location.search);
  const from = milliseconds(query.get("t"));
  find.show(query.get("q") ?? "", from);
  if (from === null) return place.show();
  player.seek(from);
  player.stopAt = milliseconds(query.get("e"));
  rows.reveal();
}

function milliseconds(text) {
  if (!text || !/^\d+(:\d{1,2}){0,2}(\.\d+)?$/.test(text)) return null;
  return Math.round(text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}
