// Edit mode: every text is changed in its place and saved when one leaves it. What could not be saved stays, and says so.

import { bring } from "./bring.js";
import { clock } from "./clock.js";
import { FormDialog, reason } from "./dialogs.js";
import { lengthBefore } from "./words.js";

const PLACE = "reflector.editing";
const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const HINT = matchMedia("(any-hover: hover)").matches
  ? "Click a text to change it. Alt+K plays from the cursor, Alt+Enter splits there."
  : "Tap a text to change it.";

export function addCorrecting({ rows, words, player }) {
  const button = document.getElementById("edit");
  if (button) new Correcting(button, rows, words, player);
}

class Correcting {
  on = false;
  was = new Map(); // what each text was when it was last known to be saved
  saving = new Map();
  troubled = new Set();

  constructor(button, rows, words, player) {
    Object.assign(this, { button, rows, words, player });
    this.base = button.getAttribute("href");
    this.bar = document.getElementById("edit-bar");
    this.state = document.getElementById("edit-state");
    this.again = document.getElementById("edit-again");
    this.dialog = new FormDialog(document.getElementById("edit-dialog"));
    this.dialog.onDone = () => this.#reload();
    this.speakerLink = this.#toolLink("Speaker…");
    this.splitLink = this.#toolLink("Split…");
    this.tools = document.createElement("span");
    this.tools.className = "edit-tools";
    this.tools.append(this.speakerLink, this.splitLink);
    this.#listen();
    this.#resume();
  }

  #listen() {
    this.button.addEventListener("click", (event) => {
      event.preventDefault();
      if (this.on) this.#leave();
      else this.#enter();
    });
    this.again.addEventListener("click", () => this.#saveAll());
    document.getElementById("edit-done").addEventListener("click", () => this.#leave());
    const { section } = this.rows;
    section.addEventListener("focusin", (event) => this.#begin(event.target));
    section.addEventListener("pointerover", (event) => {
      if (!this.tools.matches(":focus-visible")) this.#bringTools(event.target);
    });
    section.addEventListener("focusout", (event) => this.#save(event.target.closest(".seg")));
    section.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", (event) => this.#openForm(event));
    document.addEventListener("selectionchange", () => this.#noteCursor());
    addEventListener("beforeunload", (event) => {
      if (this.#unsaved().length) event.preventDefault();
    });
  }

  #enter() {
    this.on = true;
    document.body.classList.add("editing");
    this.button.textContent = "Done";
    this.bar.hidden = false;
    this.#tell(HINT);
    for (const turn of this.rows.turns) {
      const name = turn.querySelector("header b").textContent;
      for (const segment of turn.querySelectorAll(".seg")) {
        segment.contentEditable = "plaintext-only";
        segment.setAttribute("role", "textbox");
        segment.setAttribute("aria-label", `What ${name} says at ${clock(Number(segment.dataset.start))}`);
      }
    }
    this.#addLinks();
  }

  async #leave() {
    await this.#saveAll();
    if (this.#unsaved().length) return;
    const asked = this.bar.contains(document.activeElement);
    this.on = false;
    document.body.classList.remove("editing");
    this.button.textContent = "Edit";
    this.bar.hidden = true;
    this.tools.remove();
    for (const link of document.querySelectorAll(".edit-link")) link.remove();
    for (const segment of this.rows.segments) {
      for (const name of ["contenteditable", "role", "aria-label"]) segment.removeAttribute(name);
    }
    if (asked) (this.last?.closest(".turn").querySelector("a.time") ?? this.button).focus({ preventScroll: true });
  }

  #begin(target) {
    this.#bringTools(target);
    const segment = target.closest(".seg");
    if (!this.on || !segment) return;
    if (!this.was.has(segment)) this.was.set(segment, plain(segment));
    this.last = segment;
  }

  #key(event) {
    const segment = event.target.closest(".seg");
    if (!this.on || !segment || event.isComposing) return;
    if (event.key === "Escape") {
      segment.textContent = this.was.get(segment);
      this.#settle(segment);
      segment.blur();
    } else if (event.key === "Enter" && event.altKey) {
      event.preventDefault();
      this.#noteCursor(); // of its last move the browser may not have told yet
      this.#open(this.splitLink);
    } else if (event.key === "Enter") {
      event.preventDefault();
      segment.blur();
    } else if (event.altKey && event.key in STEPS) {
      event.preventDefault();
      const { shown } = this.rows;
      shown[shown.indexOf(segment) + STEPS[event.key]]?.focus();
    } else if (isAltK(event)) {
      event.preventDefault();
      this.#hear(segment);
    }
  }

  // What is said at the cursor, as often as one likes and without leaving the text.
  async #hear(segment) {
    if (this.player.playing) return this.player.toggle();
    const { focusNode, focusOffset } = getSelection();
    const before = segment.contains(focusNode) ? lengthBefore(segment, focusNode, focusOffset) : 0;
    this.player.playFrom(await this.words.timeIn(segment, before));
  }

  // One after the other, so that a text changed again while it is being saved begins from what was saved.
  #save(segment) {
    if (!this.on || !segment || !this.was.has(segment)) return Promise.resolve();
    const before = this.saving.get(segment) ?? Promise.resolve();
    const saved = before.then(() => this.#send(segment));
    this.saving.set(segment, saved);
    return saved;
  }

  async #saveAll() {
    await Promise.all([...this.was.keys()].map((segment) => this.#save(segment)));
  }

  async #send(segment) {
    const text = plain(segment);
    const was = this.was.get(segment);
    if (text === was) return this.#settle(segment);
    this.#tell("Saving…");
    try {
      const { status, told } = await this.#patch(segment, { text, was, version: Number(this.button.dataset.version) });
      if (status === 409) return this.#conflict(segment, told);
      if (status !== 200) throw new Error(sentence(told) || `the site answered ${status}`);
      this.was.set(segment, text);
      segment.classList.add("edited");
      segment.title = "Edited by you, just now";
      if (plain(segment) === text) segment.textContent = text;
      this.words.forget();
      this.#settle(segment);
      this.#tell("Saved.");
    } catch (error) {
      this.#trouble(segment, `Not saved: ${reason(error)}`);
    }
  }

  async #patch(segment, body) {
    const answer = await fetch(`${this.button.dataset.api}segments/${segment.dataset.n}/`, {
      method: "PATCH",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.button.dataset.token },
      body: JSON.stringify(body),
    });
    return { status: answer.status, told: await answer.json().catch(() => ({})) };
  }

  // Somebody else has written there: both texts are shown, and one's own stays where it was written.
  #conflict(segment, told) {
    this.#trouble(segment, `Not saved: ${told.detail}`);
    const theirs = told.current?.text;
    if (theirs === undefined) return;
    const panel = document.createElement("div");
    panel.className = "conflict";
    panel.setAttribute("role", "alert");
    const heading = document.createElement("p");
    heading.textContent = told.detail;
    const quote = document.createElement("blockquote");
    quote.dir = "auto";
    quote.textContent = theirs || "(removed)";
    panel.append(
      heading,
      quote,
      this.#choice("Save mine instead", () => this.#decide(segment, theirs, plain(segment))),
      this.#choice("Take the other one", () => this.#decide(segment, theirs, theirs)),
    );
    segment.closest("p").after(panel);
  }

  #choice(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  #decide(segment, theirs, chosen) {
    this.was.set(segment, theirs);
    segment.textContent = chosen;
    this.#settle(segment);
    if (chosen === theirs) this.#tell("The other text stays.");
    this.#save(segment);
  }

  #trouble(segment, message) {
    this.#settle(segment);
    this.troubled.add(segment);
    segment.classList.add("unsaved");
    this.again.hidden = false;
    this.bar.classList.add("bad");
    this.#tell(message);
  }

  #settle(segment) {
    this.troubled.delete(segment);
    segment.classList.remove("unsaved");
    segment.closest(".turn").querySelectorAll(".conflict").forEach((panel) => panel.remove());
    if (this.troubled.size) return;
    this.again.hidden = true;
    this.bar.classList.remove("bad");
  }

  #unsaved() {
    return [...this.was].filter(([segment, was]) => plain(segment) !== was);
  }

  #tell(message) {
    this.state.textContent = message;
  }

  #toolLink(text) {
    const link = this.#link("", text);
    link.classList.add("button");
    return link;
  }

  #bringTools(target) {
    const turn = this.on && target.closest?.(".turn");
    if (!turn) return;
    const chosen = this.last?.closest(".turn") === turn ? this.last : turn.querySelector(".seg");
    const forms = `${this.base}segments/${chosen.dataset.n}/`;
    const at = this.cursor?.segment === chosen ? `&at=${this.cursor.at}` : "";
    this.speakerLink.href = `${forms}?part=give`;
    this.splitLink.href = `${forms}?part=split&part=join${at}`;
    const header = turn.querySelector("header");
    if (this.tools.parentElement !== header) header.querySelector(".time").after(this.tools);
  }

  // How many characters, as the site counts them, stand before the cursor; it is gone from the text when one splits it.
  #noteCursor() {
    const { focusNode, focusOffset } = getSelection();
    const element = focusNode instanceof Element ? focusNode : focusNode?.parentElement;
    const segment = this.on && element?.closest(".seg");
    if (!segment) return;
    const before = document.createRange();
    before.setStart(segment, 0);
    before.setEnd(focusNode, focusOffset);
    const at = [...before.toString().replace(/\s+/g, " ").trimStart()].length;
    this.cursor = { segment, at };
    this.#bringTools(segment);
  }

  #addLinks() {
    for (const item of document.querySelectorAll("[data-lane]")) {
      const name = item.querySelector(".lane-name").textContent;
      item.append(this.#link(`speakers/${item.dataset.lane}/`, "Edit", `Rename or merge ${name}`));
    }
    for (const topic of document.querySelectorAll("[data-topic]")) {
      topic.append(this.#link(`topics/${topic.dataset.topic}/`, "Edit", "Edit the title of this topic"));
    }
    for (const section of document.querySelectorAll("[data-field]")) {
      section.querySelector("h2").append(this.#link(`${section.dataset.field}/`, "Edit", "Edit the summary"));
    }
  }

  #link(path, text, label = "") {
    const link = document.createElement("a");
    link.className = "edit-link";
    link.dataset.dialog = "";
    link.href = `${this.base}${path}`;
    link.textContent = text;
    if (label) link.setAttribute("aria-label", label);
    return link;
  }

  async #openForm(event) {
    const link = event.target.closest?.("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await this.#open(link);
  }

  async #open(link) {
    await this.#saveAll();
    if (!this.#unsaved().length) this.dialog.open(link.href);
  }

  // Names and speakers stand in many places of the page, so it is made anew, and one goes on where one was.
  #reload() {
    const first = this.rows.turns.find((turn) => turn.getBoundingClientRect().bottom > innerHeight / 3);
    const place = { path: location.pathname, turn: first?.dataset.start, ms: this.player.ms };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
    location.reload();
  }

  #resume() {
    const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
    sessionStorage.removeItem(PLACE);
    if (place?.path !== location.pathname) return;
    this.#enter();
    this.#tell("Saved.");
    this.player.seek(place.ms);
    const turn = this.rows.turns.findLast((turn) => Number(turn.dataset.start) <= Number(place.turn));
    if (turn) bring(turn, "auto");
  }
}

function plain(segment) {
  return segment.textContent.replace(/\s+/g, " ").trim();
}

// With Option a Mac writes another character, so the place of the key counts where it writes no letter.
function isAltK(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey) return false;
  return event.key.toLowerCase() === "k" || (event.code === "KeyK" && !/^[a-z]$/i.test(event.key));
}

// The first sentence of what the API says is wrong.
function sentence(told) {
  const first = Object.values(told)[0];
  return Array.isArray(first) ? first[0] : first;
}
