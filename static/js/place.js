// Where the reader stopped listening. It is kept in this browser alone, and who comes back is offered to go on from there.

import { clock } from "./clock.js";
import { forget, keep, kept, keysThatBegin } from "./kept.js";

const PLACES = "reflector.place.";
const MOST_PLACES = 200;
const LEAST_HEARD_MS = 10_000; // who looks something up hears less, and loses no place by it
const NEAR_MS = 15_000; // a jump no longer than this is to hear something again, or not to hear it
const FRAMES_MS = 5_000; // what lies between two moments further apart than this was skipped, and not heard
const LAST_WORDS_MS = 5_000; // nobody comes back for these
const KEPT_EVERY_MS = 1_000;

export class Place {
  #heardMs = 0; // in one piece, as far as the reader chose
  #lastMs = 0;
  #keptMs = -Infinity;

  constructor(player, rows, lanes) {
    this.player = player;
    this.rows = rows;
    this.endMs = lanes.end - LAST_WORDS_MS;
    this.offer = document.getElementById("go-on");
    if (!this.offer) return; // there is nothing to hear
    this.key = PLACES + this.offer.dataset.place;
    [this.goOn, this.forget] = this.offer.querySelectorAll("button");
    this.forget.addEventListener("click", () => this.#forget());
  }

  // Offers to go on, to who has come without a link to a moment.
  show() {
    const place = this.offer && read(this.key);
    if (!place || place.ms >= this.endMs || this.player.audio.error) return;
    const ms = this.rows.beginningAt(place.ms);
    this.goOn.textContent = `Go on from ${clock(ms)}`;
    this.goOn.addEventListener("click", () => {
      this.player.playFrom(ms);
      this.rows.follow();
      this.#withdraw();
    });
    this.player.audio.addEventListener("error", () => this.#withdraw());
    this.offer.hidden = false;
  }

  // The reader chose to go from one moment to another.
  leave(from, to) {
    if (Math.abs(to - from) > NEAR_MS) this.#heardMs = 0;
  }

  showTime(ms) {
    const step = ms - this.#lastMs;
    this.#lastMs = ms;
    if (!this.offer || !this.player.playing) return;
    if (step > 0 && step < FRAMES_MS) this.#heardMs += step;
    if (this.#heardMs >= LEAST_HEARD_MS && Math.abs(ms - this.#keptMs) >= KEPT_EVERY_MS) this.#keep(ms);
  }

  #keep(ms) {
    this.#keptMs = ms;
    if (ms >= this.endMs) return this.#forget();
    this.#withdraw();
    const isNew = !kept(this.key);
    keep(this.key, JSON.stringify({ ms, at: Date.now() }));
    if (isNew) dropOldest();
  }

  #forget() {
    forget(this.key);
    this.#withdraw();
  }

  #withdraw() {
    if (this.offer.contains(document.activeElement)) this.player.play.focus(); // the button is not there any more
    this.offer.hidden = true;
  }
}

function read(key) {
  try {
    const place = JSON.parse(kept(key));
    return Number.isFinite(place?.ms) ? place : null;
  } catch {
    return null; // somebody else's writing
  }
}

function dropOldest() {
  const keys = keysThatBegin(PLACES);
  if (keys.length <= MOST_PLACES) return;
  const at = new Map(keys.map((key) => [key, read(key)?.at ?? 0]));
  keys.sort((one, other) => at.get(other) - at.get(one));
  for (const key of keys.slice(MOST_PLACES)) forget(key);
}
