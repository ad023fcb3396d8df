// The rows of the transcript: which one is being heard, and whether the page follows.

import { lastBefore } from "./clock.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const READER_MOVES = ["wheel", "touchmove", "pointerdown"];
const SCROLL_KEYS = ["PageUp", "PageDown", "Home", "End"];

export class Rows {
  constructor(section, player) {
    this.section = section;
    this.player = player;
    this.segments = [...section.querySelectorAll(".seg")];
    this.starts = this.segments.map((segment) => Number(segment.dataset.start));
    this.turns = [...section.querySelectorAll(".turn")];
    this.chapters = [...document.querySelectorAll(".chapters a")];
    this.chapterStarts = this.chapters.map((link) => Number(link.dataset.play));
    this.current = -1;
    this.following = true;
    this.toNow = document.getElementById("to-now");
    this.toNow.addEventListener("click", () => this.follow());
    for (const name of READER_MOVES) section.addEventListener(name, () => this.#leave(), { passive: true });
    document.addEventListener("wheel", () => this.#leave(), { passive: true });
    document.addEventListener("keydown", (event) => SCROLL_KEYS.includes(event.key) && this.#leave());
  }

  get turn() {
    return this.segments[this.current]?.closest(".turn") ?? null;
  }

  showTime(ms) {
    const index = lastBefore(this.starts, ms);
    if (index === this.current) return;
    const before = this.turn;
    this.segments[this.current]?.classList.remove("said");
    this.current = index;
    this.segments[index]?.classList.add("said");
    if (this.turn !== before) this.#changeTurn(before);
    const chapter = lastBefore(this.chapterStarts, ms);
    this.chapters.forEach((link, number) => this.#mark(link, number === chapter));
  }

  // Shows the moment of a link as the place the reader is at.
  reveal(ms) {
    this.showTime(ms);
    (this.turn ?? this.turns[0])?.scrollIntoView({ block: "center" });
  }

  follow() {
    this.following = true;
    this.toNow.hidden = true;
    this.#center(this.turn);
  }

  // The start of the turn so many turns from the current one, or null.
  neighbour(steps) {
    const shown = this.turns.filter((turn) => !turn.hidden);
    const at = shown.indexOf(this.turn);
    const turn = shown[at < 0 ? 0 : at + steps];
    return turn ? Number(turn.dataset.start) : null;
  }

  showOnly(speaker) {
    for (const turn of this.turns) turn.hidden = speaker !== null && turn.dataset.speaker !== speaker;
  }

  #changeTurn(before) {
    before?.classList.remove("current");
    before?.removeAttribute("aria-current");
    this.turn?.classList.add("current");
    this.turn?.setAttribute("aria-current", "true");
    if (this.player.playing && this.following) this.#center(this.turn);
  }

  #center(turn) {
    turn?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
  }

  #mark(link, on) {
    if (on) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }

  #leave() {
    if (!this.player.playing) return;
    this.following = false;
    this.toNow.hidden = false;
  }
}
