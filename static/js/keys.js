// Whether single keys do things. Who speaks to the machine, or hits keys by accident, can turn them off (WCAG 2.1.4).

const KEYS = "reflector.keys";

export function keysOn() {
  return localStorage.getItem(KEYS) !== "off";
}

export function turnKeys(on) {
  localStorage.setItem(KEYS, on ? "on" : "off");
}
