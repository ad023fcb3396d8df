// The words' own times, fetched when they are first needed: the word being heard is marked without an element for each.

import { lastBefore } from "./clock.js";

const highlights = globalThis.CSS?.highlights;

export class Words {
  constructor(address, rows) {
    this.address = address;
    this.rows = rows;
    this.shown = "";
  }

  load() {
    this.loading ??= fetch(this.address, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((found) => {
        this.segments = found.segments;
        this.index = undefined; // the parts of the current one were not known
        return true;
      })
      .catch(() => (this.loading = undefined)); // without them the row alone is marked; the next play asks again
    return this.loading;
  }

  // They have changed: the next who needs them fetches them again.
  forget() {
    this.loading = this.segments = undefined;
    if (this.rows.player.playing) this.load();
  }

  showTime(ms) {
    if (!highlights || !this.segments) return;
    const place = this.#placeOf(ms);
    const key = place ? `${place.index} ${place.from}` : "";
    if (key === this.shown) return;
    this.shown = key;
    highlights.delete("word");
    if (place) highlights.set("word", new Highlight(this.#range(place)));
  }

  // The start of the word that a pointer event is on, or of its segment when the words are not known; null elsewhere.
  async timeAt(event) {
    const segment = event.target.closest?.(".seg");
    if (!segment) return null;
    const caret = caretAt(event.clientX, event.clientY);
    return this.timeIn(segment, segment.contains(caret?.node) ? lengthBefore(segment, caret.node, caret.offset) : 0);
  }

  // The start of the word that so many characters of a segment stand before, or of the segment as above.
  async timeIn(segment, characters) {
    await this.load();
    const part = this.#parts(this.rows.segments.indexOf(segment)).findLast(({ from }) => from <= characters);
    return part ? part.start : Number(segment.dataset.start);
  }

  // When the words that a range touches begin and end; of a segment whose words are not known, when all of it does.
  async timesOf(range) {
    await this.load();
    const times = this.rows.segments.flatMap((segment, index) => {
      const all = document.createRange();
      all.selectNodeContents(segment);
      if (!touches(range, all)) return [];
      const parts = this.#parts(index);
      if (!parts.length) return [{ start: Number(segment.dataset.start), end: Number(segment.dataset.end) }];
      return parts.filter((part) => touches(range, this.#range({ index, ...part })));
    });
    return { start: Math.min(...times.map(({ start }) => start)), end: Math.max(...times.map(({ end }) => end)) };
  }

  // Where the words are that `wanted` chooses, in the whole transcript.
  ranges(wanted) {
    return this.rows.segments.flatMap((_, index) =>
      this.#parts(index)
        .filter(wanted)
        .map((part) => this.#range({ index, ...part })),
    );
  }

  #placeOf(ms) {
    const index = this.rows.current;
    if (index !== this.index) {
      this.index = index;
      this.parts = this.#parts(index);
      this.starts = this.parts.map((part) => part.start);
    }
    const part = this.parts[lastBefore(this.starts, ms)];
    return part && ms <= part.end + 200 ? { index, ...part } : null;
  }

  // Each word with its place in the segment's text; none where the text is not what was heard.
  #parts(index) {
    const spoken = this.segments?.[Number(this.rows.segments[index]?.dataset.n)] ?? [];
    const text = spoken.map((word) => word[2]).join("");
    if (!spoken.length || text.trim() !== this.rows.segments[index].textContent) return [];
    let at = text.trimStart().length - text.length;
    return spoken.map(([start, end, word, probability]) => {
      const from = at + word.length - word.trimStart().length;
      at += word.length;
      return { start, end, probability, from, to: from + word.trim().length };
    });
  }

  #range({ index, from, to }) {
    const node = this.rows.segments[index].firstChild;
    const range = new Range();
    range.setStart(node, Math.max(0, from));
    range.setEnd(node, Math.min(node.length, to));
    return range;
  }
}

// How many characters of an element stand before a place in it.
export function lengthBefore(element, node, offset) {
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

function touches(range, other) {
  return (
    range.compareBoundaryPoints(Range.END_TO_START, other) < 0 && range.compareBoundaryPoints(Range.START_TO_END, other) > 0
  );
}

function caretAt(x, y) {
  const position = document.caretPositionFromPoint?.(x, y);
  if (position) return { node: position.offsetNode, offset: position.offset };
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
