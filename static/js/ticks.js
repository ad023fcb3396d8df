// Ticking off an action item without leaving the page; without this script the form does it.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-tick]");
  if (!form) return;
  event.preventDefault();
  const box = form.querySelector("button");
  if (box.disabled) return;
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
    });
    if (answer.status !== 204) throw new Error(String(answer.status));
    show(form, box, form.elements.done.value === "1");
  } catch {
    form.submit(); // the site says what is wrong, on a page
  }
  box.removeAttribute("aria-busy");
});

function show(form, box, done) {
  form.elements.done.value = done ? "0" : "1";
  box.setAttribute("aria-checked", String(done));
  const item = form.closest(".item");
  item.classList.toggle("done", done);
  if (done) item.querySelector(".overdue")?.replaceWith("done");
}
