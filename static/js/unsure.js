// Words that the speech model gives less than even odds: underlined with dots when a reader asks for it, and gone through
// like what is found.

const highlights = globalThis.CSS?.highlights;
const EVEN = 0.5;

export function addUnsure(words, find) {
  const button = document.getElementById("unsure");
  if (!highlights) return button.remove();
  button.addEventListener("click", async () => {
    const marking = button.getAttribute("aria-pressed") !== "true";
    highlights.delete("unsure");
    if (marking && !(await words.load())) return;
    button.setAttribute("aria-pressed", String(marking));
    const ranges = marking ? words.ranges((word) => word.probability < EVEN) : [];
    if (ranges.length) highlights.set("unsure", new Highlight(...ranges));
    find.goThrough(ranges);
    document.getElementById("said").textContent = marking ? counted(ranges.length) : "Nothing is marked.";
  });
}

function counted(count) {
  if (!count) return "No word is unsure.";
  if (count === 1) return "1 unsure word is marked.";
  return `${count} unsure words are marked. N goes to the next one.`;
}
