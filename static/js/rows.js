// The rows of the transcript: which one is being heard, and whether the page follows.

import { bring, pace } from "./bring.js";
import { lastBefore } from "./clock.js";

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
    this.chapter = -1;
    this.current = -1;
    this.following = true;
    this.toNow = document.getElementById("to-now");
    this.toNow.addEventListener("click", () => this.follow());
    this.chapters[0]?.parentElement.addEventListener("focusin", (event) => {
      event.target.scrollIntoView({ block: "nearest", inline: "nearest" }); // one half in view would stay so
    });
    for (const name of READER_MOVES) section.addEventListener(name, () => this.#leave(), { passive: true });
    document.addEventListener("wheel", (event) => event.target.closest?.("aside") || this.#leave(), { passive: true });
    document.addEventListener("keydown", (event) => SCROLL_KEYS.includes(event.key) && this.#leave());
  }

  get turn() {
    return this.segments[this.current]?.closest(".turn") ?? null;
  }

  // The segments of the speakers that are shown.
  get shown() {
    return this.segments.filter((segment) => !segment.closest(".turn").hidden);
  }

  showTime(ms) {
    const index = lastBefore(this.starts, ms);
    if (index === this.current) return;
    const before = this.turn;
    this.segments[this.current]?.classList.remove("said");
    this.current = index;
    this.segments[index]?.classList.add("said");
    if (this.turn !== before) this.#changeTurn(before);
    this.#changeChapter(lastBefore(this.chapterStarts, ms));
  }

  // Shows the moment of a link as the place the reader is at.
  reveal() {
    const turn = this.turn ?? this.turns[0];
    if (turn) bring(turn, "auto");
  }

  follow() {
    const asked = document.activeElement === this.toNow;
    this.following = true;
    this.toNow.hidden = true;
    if (asked) this.turn?.querySelector("a.time").focus({ preventScroll: true }); // the button is not there any more
    if (this.turn) bring(this.turn);
  }

  // The start of the turn so many turns from the current one, or null.
  neighbour(steps) {
    const shown = this.turns.filter((turn) => !turn.hidden);
    const at = shown.indexOf(this.turn);
    const turn = shown[at < 0 ? 0 : at + steps];
    return turn ? Number(turn.dataset.start) : null;
  }

  // When what is being said at a moment began; the moment itself where nobody talks.
  beginningAt(ms) {
    const segment = this.segments[lastBefore(this.starts, ms)];
    return segment && ms <= Number(segment.dataset.end) ? Number(segment.dataset.start) : ms;
  }

  showOnly(speaker) {
    for (const turn of this.turns) turn.hidden = speaker !== null && turn.dataset.speaker !== speaker;
    for (const chapter of this.section.querySelectorAll(".chapter")) {
      chapter.hidden = !chapter.querySelector(".turn:not([hidden])");
    }
  }

  #changeTurn(before) {
    before?.classList.remove("current");
    before?.removeAttribute("aria-current");
    this.turn?.classList.add("current");
    this.turn?.setAttribute("aria-current", "true");
    if (!this.turn || !this.player.playing || !this.following || document.activeElement?.isContentEditable) return;
    bring(this.turn);
  }

  #changeChapter(number) {
    if (number === this.chapter) return;
    this.chapters[this.chapter]?.removeAttribute("aria-current");
    this.chapter = number;
    const link = this.chapters[number];
    if (!link) return;
    link.setAttribute("aria-current", "true");
    const bar = link.parentElement;
    bar.scrollTo({ left: link.offsetLeft - bar.offsetLeft - (bar.clientWidth - link.offsetWidth) / 2, behavior: pace() });
  }

  #leave() {
    if (!this.player.playing) return;
    this.following = false;
    this.toNow.hidden = false;
  }
}
