// The lanes: where playing is, a click to go elsewhere, and one speaker by itself.

import { lastBefore } from "./clock.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const MARK_HEIGHT = 7; // at the foot, so that many hits do not hide who spoke

export class Lanes {
  onSeek = () => {};
  onSpeaker = () => {};

  constructor(section) {
    this.element = section.querySelector(".lanes");
    this.talk = new Map();
    this.buttons = new Map();
    if (!this.element) return;
    this.duration = Number(this.element.dataset.duration);
    this.drawing = this.element.querySelector("svg");
    this.height = this.drawing.viewBox.baseVal.height;
    this.cursor = this.#line("cursor");
    this.drawing.addEventListener("click", (event) => this.onSeek(this.timeAt(event)));
    for (const item of this.element.querySelectorAll("[data-lane]")) this.#addLane(item);
    this.all = withStarts(joined([...this.talk.values()].flatMap((talk) => talk.spans)));
  }

  showTime(ms) {
    if (!this.cursor) return;
    const x = (this.#share(ms) * WIDTH).toFixed(1);
    if (x === this.cursor.getAttribute("x1")) return; // in a long meeting it stands still for many frames
    this.cursor.setAttribute("x1", x);
    this.cursor.setAttribute("x2", x);
  }

  // When the last one stops talking; never where nobody talks.
  get end() {
    return this.all?.spans.at(-1)?.[1] ?? Infinity;
  }

  // The moment from which somebody, or the given speaker, talks next; `ms` itself while they do, null when never again.
  nextTalk(ms, speaker) {
    const talk = speaker === null ? this.all : this.talk.get(speaker);
    if (!talk) return null;
    const { spans, starts } = talk;
    const at = lastBefore(starts, ms);
    if (at >= 0 && ms < spans[at][1]) return ms;
    return spans[at + 1]?.[0] ?? null;
  }

  // Marks moments, such as what was found.
  markAll(moments) {
    if (!this.drawing) return;
    this.drawing.querySelectorAll(".found-mark").forEach((line) => line.remove());
    for (const ms of moments) {
      const line = this.#line("found-mark", this.height - MARK_HEIGHT);
      line.setAttribute("x1", this.#share(ms) * WIDTH);
      line.setAttribute("x2", this.#share(ms) * WIDTH);
    }
  }

  #share(ms) {
    return Math.min(Math.max(ms / this.duration, 0), 1);
  }

  #line(kind, top = 0) {
    const line = document.createElementNS(SVG, "line");
    line.setAttribute("class", kind);
    line.setAttribute("y1", top);
    line.setAttribute("y2", this.height);
    return this.drawing.appendChild(line);
  }

  // The moment that a pointer event on the drawing is at.
  timeAt(event) {
    const box = this.drawing.getBoundingClientRect();
    return Math.round(((event.clientX - box.left) / box.width) * this.duration);
  }

  // The names of those who talk at a moment.
  talkingAt(ms) {
    const speakers = [...this.talk.keys()].filter((speaker) => this.nextTalk(ms, speaker) === ms);
    return speakers.map((speaker) => this.buttons.get(speaker).querySelector(".lane-name").textContent);
  }

  #addLane(item) {
    const speaker = item.dataset.lane;
    this.talk.set(speaker, withStarts(JSON.parse(item.dataset.spans)));
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...item.childNodes);
    const name = button.querySelector(".lane-name").textContent; // long ones are cut off in the lane
    button.title = `${name}: show only their turns, and play only while they talk`;
    button.addEventListener("click", () => this.#choose(speaker));
    item.replaceChildren(button);
    this.buttons.set(speaker, button);
  }

  #choose(speaker) {
    const on = this.buttons.get(speaker).getAttribute("aria-pressed") !== "true";
    for (const [its, button] of this.buttons) button.setAttribute("aria-pressed", on && its === speaker);
    const bars = this.drawing.querySelectorAll("path:not(.overlap)");
    [...this.buttons.keys()].forEach((its, index) => bars[index].classList.toggle("muted", on && its !== speaker));
    this.onSpeaker(on ? speaker : null);
  }
}

function withStarts(spans) {
  return { spans, starts: spans.map((span) => span[0]) };
}

// Spans in order, those that touch as one.
function joined(spans) {
  const result = [];
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
