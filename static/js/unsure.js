// Words that the speech model gives less than even odds: underlined with dots when a reader asks for it.

const highlights = globalThis.CSS?.highlights;
const EVEN = 0.5;

export function addUnsure(words) {
  const button = document.getElementById("unsure");
  if (!highlights) return button.remove();
  button.addEventListener("click", async () => {
    const marking = button.getAttribute("aria-pressed") !== "true";
    highlights.delete("unsure");
    if (marking && !(await words.load())) return;
    button.setAttribute("aria-pressed", String(marking));
    const ranges = marking ? words.ranges((word) => word.probability < EVEN) : [];
    if (ranges.length) highlights.set("unsure", new Highlight(...ranges));
    document.getElementById("said").textContent = marking ? counted(ranges.length) : "Nothing is marked.";
  });
}

function counted(count) {
  if (!count) return "No word is unsure.";
  return count === 1 ? "1 unsure word is marked." : `${count} unsure words are marked.`;
}
