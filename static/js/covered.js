// How much of the window is covered by what stays in view, so that neither a row nor the focus is scrolled beneath it:
// the player grows with the number of speakers, and on a phone its buttons stand at the foot.

export function measureCovered() {
  const player = document.getElementById("player");
  const bar = player.querySelector(".bar");
  const editBar = document.getElementById("edit-bar");
  const goOn = document.getElementById("go-on");
  const parts = [player, bar, editBar, goOn].filter(Boolean);
  const measure = () => {
    write("--covered-top", positionOf(player) === "sticky" ? player.offsetHeight : 0);
    write("--bar-foot", heightFromFoot(bar));
    write("--covered-foot", Math.max(...parts.map(heightFromFoot)));
  };
  const observer = new ResizeObserver(measure);
  for (const part of parts) observer.observe(part);
  measure();
}

// The top and the foot of what is free to read in, in the window.
export function clearSpace() {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  return { top: parseFloat(scrollPaddingTop), foot: innerHeight - parseFloat(scrollPaddingBottom) };
}

function write(name, pixels) {
  document.documentElement.style.setProperty(name, `${Math.ceil(pixels)}px`);
}

function heightFromFoot(element) {
  const [box] = element.getClientRects(); // none of what is not shown
  return box && positionOf(element) === "fixed" ? innerHeight - box.top : 0;
}

function positionOf(element) {
  return getComputedStyle(element).position;
}
