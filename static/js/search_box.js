// "/" goes to the search box, where the page has no find of its own that takes the key.

import { isTyping, keysOn } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.defaultPrevented || event.isComposing || !keysOn()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  if (document.getElementById("find-text")) return;
  const box = document.querySelector("main input[name=q]") ?? document.getElementById("search-box");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
