// Find in the transcript: all hits marked in the text and on the lanes, one of them chosen. While nothing is looked for,
// words that are marked for another reason are gone through in the same way.

import { bring } from "./bring.js";

const highlights = globalThis.CSS?.highlights;
const PAUSE_MS = 120;

export class Find {
  constructor(rows, lanes) {
    this.rows = rows;
    this.lanes = lanes;
    this.form = document.getElementById("find");
    this.input = document.getElementById("find-text");
    this.count = document.getElementById("find-count");
    this.everywhere = document.getElementById("find-everywhere");
    this.hits = [];
    this.marked = [];
    this.chosen = -1;
    this.input.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.#search(), PAUSE_MS);
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.step(1);
    });
    document.getElementById("find-previous").addEventListener("click", () => this.step(-1));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#clear();
      if (event.key === "Enter" && event.shiftKey) {
        event.preventDefault();
        this.step(-1);
      }
    });
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  step(by) {
    if (this.input.value.trim() !== this.wanted) this.#search();
    if (!this.hits.length) return;
    const from = this.chosen < 0 && by < 0 ? 0 : this.chosen; // before the first one comes the last
    this.chosen = (from + by + this.hits.length) % this.hits.length;
    const range = this.hits[this.chosen];
    highlights?.set("chosen", new Highlight(range));
    bring(segmentOf(range), "auto");
    this.#tell();
  }

  // What another page was looking for, and the hit of it that stands at or after a moment.
  show(text, ms) {
    this.input.value = text;
    this.#search();
    const at = this.hits.findIndex((range) => Number(segmentOf(range).dataset.start) >= (ms ?? 0));
    if (at < 0) return;
    this.chosen = at - 1;
    this.step(1);
  }

  // Other rows are shown than before.
  again() {
    if (this.wanted || this.marked.length) this.#search();
  }

  // The ranges to go through while nothing is looked for, in their order.
  goThrough(ranges) {
    this.marked = ranges;
    if (!this.input.value.trim()) this.#search();
  }

  #clear() {
    this.input.value = "";
    this.#search();
    this.input.blur();
  }

  #search() {
    this.wanted = this.input.value.trim();
    this.hits = this.wanted ? this.#hitsOf([this.wanted]) : this.#shownOf(this.marked);
    const words = this.wanted.split(/\s+/);
    if (!this.hits.length && words.length > 1) this.hits = this.#hitsOf(words);
    this.chosen = -1;
    highlights?.delete("chosen");
    highlights?.set("found", new Highlight(...(this.wanted ? this.hits : [])));
    const found = new Set(this.hits.map(segmentOf));
    for (const turn of this.rows.section.querySelectorAll(".has-hit")) turn.classList.remove("has-hit");
    if (this.wanted) for (const segment of found) segment.closest(".turn").classList.add("has-hit");
    this.lanes.markAll([...found].map((segment) => Number(segment.dataset.start)));
    this.#tell();
  }

  #hitsOf(texts) {
    const wanted = texts.map(fold);
    return this.rows.shown.flatMap((segment) => wanted.flatMap((text) => rangesIn(segment, text)).sort(byPlace));
  }

  #shownOf(ranges) {
    const shown = new Set(this.rows.shown);
    return ranges.filter((range) => shown.has(segmentOf(range)));
  }

  #tell() {
    const at = this.chosen < 0 ? "" : `${this.chosen + 1} of `;
    this.count.textContent = this.wanted || this.hits.length ? `${at}${this.hits.length}` : "";
    this.everywhere.hidden = !this.wanted;
    this.everywhere.search = new URLSearchParams({ q: this.wanted });
  }
}

// Without case or accents; letters keep their places unless folding makes one into several.
function fold(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.length === text.length ? plain : text.toLowerCase();
}

function segmentOf(range) {
  return range.startContainer.parentElement;
}

function byPlace(one, other) {
  return one.startOffset - other.startOffset;
}

function rangesIn(segment, wanted) {
  const node = segment.firstChild;
  const text = fold(segment.textContent);
  const ranges = [];
  for (let at = text.indexOf(wanted); at >= 0 && at + wanted.length <= node.length; at = text.indexOf(wanted, at + wanted.length)) {
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + wanted.length);
    ranges.push(range);
  }
  return ranges;
}
