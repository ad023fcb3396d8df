// Menus made of `details`: Escape closes one and gives its button the focus back, and going elsewhere closes it too.

const OPEN = "details.menu[open]";

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(OPEN);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const name of ["pointerdown", "focusin"]) {
  document.addEventListener(name, (event) => {
    for (const menu of document.querySelectorAll(OPEN)) menu.open = menu.contains(event.target);
  });
}
