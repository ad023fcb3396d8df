// What this browser keeps for its reader from page to page. Where it keeps nothing, as storage may be blocked or full,
// things are kept for as long as the page is open.

const forThisPage = new Map();

export function kept(key) {
  return forThisPage.get(key) ?? storage()?.getItem(key) ?? null;
}

export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
    forThisPage.delete(key);
  } catch {
    forThisPage.set(key, String(value));
  }
}

export function forget(key) {
  forThisPage.delete(key);
  storage()?.removeItem(key);
}

export function keysThatBegin(beginning) {
  return Object.keys(storage() ?? {}).filter((key) => key.startsWith(beginning));
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // it is blocked
  }
}
