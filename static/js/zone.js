// Days are the reader's own: the search says where they are, if it asks for days at all.

const form = document.querySelector("form.search");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (zone) document.getElementById("zone-name").textContent = zone.replaceAll("_", " ");

form.addEventListener("formdata", ({ formData }) => {
  const days = formData.get("since") || formData.get("until");
  if (zone) formData.set("zone", zone);
  if (!days) formData.delete("zone");
  for (const [name, value] of [...formData]) {
    if (!value && name !== "q") formData.delete(name); // what is not asked for is not in the address
  }
});
