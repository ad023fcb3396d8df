// Two buttons that come to the row the pointer or the focus is on: copy its link, copy it as a quote. Where words of the
// row are selected, the link plays just these, and the quote is of them.

import { clock } from "./clock.js";

const said = document.getElementById("said");

export function addTools(rows, words) {
  const tools = document.createElement("span");
  tools.className = "turn-tools";
  const selected = (turn) => (selectionIn(turn) ? passageOf(selectionIn(turn), rows, words) : wholeOf(turn));
  tools.append(
    button("Copy link", async (turn) => (await selected(turn)).link),
    button("Copy quote", async (turn) => quote(await selected(turn))),
  );
  tools.addEventListener("mousedown", (event) => event.preventDefault()); // which would undo the selection
  const bring = (event) => {
    const header = event.target.closest?.(".turn")?.querySelector("header");
    if (header && tools.parentElement !== header) header.append(tools);
  };
  rows.section.addEventListener("pointerover", (event) => {
    if (!tools.querySelector(":focus-visible")) bring(event); // moving them would take the focus from who uses keys
  });
  rows.section.addEventListener("focusin", bring);
}

function button(label, textOf) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", async () => {
    const done = await copy(await textOf(element.closest(".turn")));
    said.textContent = element.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => (element.textContent = label), 1500);
  });
  return element;
}

// The range that is selected when it holds words of the turn, else null.
function selectionIn(turn) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  return within(turn, range).trim() ? range : null;
}

// A passage: the lines of whom it quotes, the time it begins at, and the link that plays it.
function wholeOf(turn) {
  const time = turn.querySelector("a.time");
  const link = new URL(time.getAttribute("href"), location.href).href;
  return { lines: [lineOf(turn, turn.querySelector("p").textContent)], time: time.textContent, link };
}

async function passageOf(range, rows, words) {
  const turns = rows.turns.filter((turn) => !turn.hidden && within(turn, range).trim());
  const { start, end } = await words.timesOf(range);
  const link = new URL(`?t=${start / 1000}&e=${end / 1000}#${turns[0].id}`, location.href).href;
  return { lines: turns.map((turn) => lineOf(turn, within(turn, range))), time: clock(start), link };
}

// What a range has of a turn's words.
function within(turn, range) {
  const text = turn.querySelector("p");
  if (!range.intersectsNode(text)) return "";
  const part = range.cloneRange();
  if (!text.contains(part.startContainer)) part.setStart(text, 0);
  if (!text.contains(part.endContainer)) part.setEnd(text, text.childNodes.length);
  return part.toString();
}

function lineOf(turn, text) {
  return `“${text.trim()}” — ${turn.querySelector("header b").textContent}`;
}

function quote({ lines, time, link }) {
  return `${lines.join("\n")}, ${time}, ${link}`;
}

// The clipboard is there only on https and localhost.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
