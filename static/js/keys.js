// Whether single keys do things. Who speaks to the machine, or hits keys by accident, can turn them off (WCAG 2.1.4).

const KEYS = "reflector.keys";
const TYPED_IN = "input, textarea, select, [contenteditable]";

export function keysOn() {
  return localStorage.getItem(KEYS) !== "off";
}

export function isTyping(event) {
  return Boolean(event.target.closest?.(TYPED_IN));
}

export function turnKeys(on) {
  localStorage.setItem(KEYS, on ? "on" : "off");
}
