// Playing: the buttons, the speed, silence skipped, one speaker heard alone.

import { clock } from "./clock.js";
import { keep, kept } from "./kept.js";

const LEAST_SILENCE_MS = 1500;
const RUN_UP_MS = 250;
const SPEED = "reflector.speed";
const SKIP = "reflector.skip-silence";

export class Player {
  onMove = () => {};
  onPlay = () => {};
  onSeek = () => {}; // the reader's choice, and no silence skipped: from a moment to another
  stopAt = null;
  still = 0; // where one is in a transcript without audio

  constructor(section, lanes) {
    this.audio = section.querySelector("audio");
    this.section = section;
    this.lanes = lanes;
    this.speaker = null;
    section.querySelector(".bar").hidden = false;
    if (!this.audio) return;
    this.audio.controls = false;
    this.play = section.querySelector("#play");
    this.now = section.querySelector("#now");
    this.speed = section.querySelector("#speed");
    this.skip = section.querySelector("#skip-silence");
    this.#listen();
    this.setSpeed(kept(SPEED) ?? "1");
    this.skip.setAttribute("aria-pressed", kept(SKIP) === "true");
  }

  get ms() {
    return this.audio ? Math.round(this.audio.currentTime * 1000) : this.still;
  }

  get playing() {
    return Boolean(this.audio) && !this.audio.paused;
  }

  toggle() {
    if (!this.audio) return;
    if (this.playing) this.audio.pause();
    else this.#start();
  }

  seek(ms) {
    this.stopAt = null;
    this.onSeek(this.ms, ms);
    if (this.audio) this.audio.currentTime = Math.max(0, ms / 1000);
    else this.still = Math.max(0, ms);
    this.#move();
  }

  playFrom(ms) {
    this.seek(ms);
    if (this.audio) this.#start();
  }

  jump(seconds) {
    this.seek(this.ms + seconds * 1000);
  }

  setSpeed(value) {
    const choices = [...this.speed.options].map((option) => option.value);
    if (!choices.includes(value)) return;
    this.speed.value = value;
    this.audio.playbackRate = this.audio.defaultPlaybackRate = Number(value);
    keep(SPEED, value);
  }

  changeSpeed(steps) {
    if (!this.audio) return;
    const next = this.speed.options[this.speed.selectedIndex + steps];
    if (next) this.setSpeed(next.value);
  }

  hearOnly(speaker) {
    this.speaker = speaker;
  }

  // After an error only loading again can help. A refusal (the browser wants a click first) shows as not playing.
  #start() {
    if (this.audio.error) this.audio.load();
    this.audio.play().catch(() => this.#showState());
  }

  #listen() {
    const { audio, section } = this;
    this.play.addEventListener("click", () => this.toggle());
    section.querySelector("#back").addEventListener("click", () => this.jump(-10));
    section.querySelector("#forth").addEventListener("click", () => this.jump(10));
    this.speed.addEventListener("change", () => this.setSpeed(this.speed.value));
    this.skip.addEventListener("click", () => {
      const on = this.skip.getAttribute("aria-pressed") !== "true";
      this.skip.setAttribute("aria-pressed", on);
      keep(SKIP, on);
    });
    for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => this.#showState());
    audio.addEventListener("seeked", () => this.#move());
    // Of a page that is not looked at no frames are drawn, and who listens there wants silence skipped all the same.
    audio.addEventListener("timeupdate", () => document.hidden && this.playing && this.#goOn());
    const noSound = section.querySelector("#no-sound");
    noSound.hidden = !audio.error; // which may have come before this script
    audio.addEventListener("error", () => (noSound.hidden = false));
    audio.addEventListener("loadedmetadata", () => (noSound.hidden = true));
    audio.addEventListener("play", () => {
      this.onPlay();
      requestAnimationFrame(() => this.#tick());
    });
  }

  #showState() {
    this.section.classList.toggle("playing", this.playing);
    this.play.setAttribute("aria-label", this.playing ? "Pause" : "Play");
  }

  #tick() {
    if (!this.playing) return;
    this.#goOn();
    requestAnimationFrame(() => this.#tick());
  }

  #goOn() {
    if (this.stopAt !== null && this.ms >= this.stopAt) {
      this.stopAt = null;
      this.audio.pause();
    }
    this.#skipSilence();
    this.#move();
  }

  #skipSilence() {
    if (this.speaker === null && this.skip.getAttribute("aria-pressed") !== "true") return;
    if (this.audio.seeking) return;
    const next = this.lanes.nextTalk(this.ms, this.speaker);
    if (next === null) return;
    const least = this.speaker === null ? LEAST_SILENCE_MS : RUN_UP_MS;
    if (next - this.ms > least) this.audio.currentTime = (next - RUN_UP_MS) / 1000;
  }

  #move() {
    const text = clock(this.ms);
    if (this.now && this.now.textContent !== text) this.now.textContent = text;
    this.onMove(this.ms);
  }
}
