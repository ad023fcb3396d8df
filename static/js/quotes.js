// Two buttons that come to the row the pointer or the focus is on: copy its link, copy it as a quote.

const said = document.getElementById("said");

export function addTools(rows) {
  const tools = document.createElement("span");
  tools.className = "turn-tools";
  tools.append(
    button("Copy link", (turn) => link(turn)),
    button("Copy quote", (turn) => quote(turn)),
  );
  const bring = (event) => {
    const header = event.target.closest?.(".turn")?.querySelector("header");
    if (header && tools.parentElement !== header) header.append(tools);
  };
  rows.section.addEventListener("pointerover", (event) => {
    if (!tools.querySelector(":focus-visible")) bring(event); // moving them would take the focus from who uses keys
  });
  rows.section.addEventListener("focusin", bring);
}

function button(label, textOf) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", async () => {
    const done = await copy(textOf(element.closest(".turn")));
    said.textContent = element.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => (element.textContent = label), 1500);
  });
  return element;
}

function link(turn) {
  return new URL(turn.querySelector("a.time").getAttribute("href"), location.href).href;
}

function quote(turn) {
  const name = turn.querySelector("header b").textContent;
  const time = turn.querySelector("a.time").textContent;
  return `“${turn.querySelector("p").textContent.trim()}” — ${name}, ${time}, ${link(turn)}`;
}

// The clipboard is there only on https and localhost.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
