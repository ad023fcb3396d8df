// Whether loading the page anew would take something from its reader: what they write, or what they hear.

export function isBusy() {
  return (
    Boolean(document.querySelector("dialog[open]")) ||
    document.body.classList.contains("editing") ||
    [...document.querySelectorAll("audio")].some((audio) => !audio.paused) ||
    [...document.forms].some((form) => [...form.elements].some(isChanged))
  );
}

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return field.defaultValue !== undefined && field.value !== field.defaultValue;
}
