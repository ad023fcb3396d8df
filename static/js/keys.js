// Whether single keys do things. Who speaks to the machine, or hits keys by accident, can turn them off (WCAG 2.1.4).

import { keep, kept } from "./kept.js";

const KEYS = "reflector.keys";
const TYPED_IN = "input, textarea, select, [contenteditable]";

export function keysOn() {
  return kept(KEYS) !== "off";
}

export function isTyping(event) {
  return Boolean(event.target.closest?.(TYPED_IN));
}

export function turnKeys(on) {
  keep(KEYS, on ? "on" : "off");
}
