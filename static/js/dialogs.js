// Pages that hold a form, shown in a dialog on the page one is at. Without scripts their links lead to the pages.

const FIELDS = "textarea, input:not([type=hidden], :disabled), select";

export class FormDialog {
  onDone = () => {};

  constructor(dialog) {
    this.dialog = dialog;
    this.content = dialog.querySelector("#edit-content");
    this.problem = dialog.querySelector("#edit-problem");
    dialog.addEventListener("submit", (event) => this.#submit(event));
  }

  async open(address) {
    this.address = address;
    await this.#show(fetch(address, { credentials: "same-origin" }));
    if (!this.dialog.open) this.dialog.showModal();
    this.#focus();
  }

  async #submit(event) {
    const form = event.target;
    if (form.method !== "post") return; // the button that closes the dialog
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    event.submitter.disabled = true;
    await this.#show(fetch(this.address, { method: "POST", body, credentials: "same-origin" }));
    event.submitter.disabled = false;
    this.#focus(); // the form may be another one, and the button that was pressed gone
  }

  #focus() {
    (this.content.querySelector(":checked:not(option)") ?? this.content.querySelector(FIELDS))?.focus();
  }

  // A form that has done its work leads elsewhere; one that has not comes back with the reason and what was written.
  async #show(asked) {
    this.problem.textContent = "";
    try {
      const answer = await asked;
      if (answer.redirected && answer.ok && !new URL(answer.url).pathname.startsWith("/login")) return this.onDone();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const forms = page.getElementById("edit-forms");
      if (!forms) throw new Error(page.querySelector("main p")?.textContent ?? `the site answered ${answer.status}`);
      forms.querySelector("a.cancel")?.remove(); // the dialog has its own way out
      this.content.replaceChildren(...document.adoptNode(forms).childNodes);
    } catch (error) {
      this.problem.textContent = `Not saved: ${reason(error)}`;
    }
  }
}

// Fetch tells of a connection that failed by a TypeError.
export function reason(error) {
  return error instanceof TypeError ? "the site does not answer. Try again in a moment." : error.message;
}
