/* Opens the page of one message beside the room, instead of in its place, and sends its forms from there. */
import { PARTS_ONLY } from "./room-parts.js";

const json = { Accept: "application/json, text/html;q=0.9" };

const OFFLINE = "This can be opened when you are back online.";

export class Panel {
  constructor(dialog) {
    this.dialog = dialog;
    this.region = dialog.querySelector("[data-panel-here]");
    dialog.addEventListener("submit", (event) => { event.preventDefault(); this.send(event.target, event.submitter); });
    dialog.addEventListener("click", (event) => this.follow(event));
    dialog.addEventListener("close", () => this.leave());
  }

  /* Whether the page could be opened here; where not, the link works as ever. */
  async open(link) {
    const from = `#${link.closest("article").id}`;
    if (from !== this.from || !this.isWritten) await this.load(link.href).catch(() => this.region.replaceChildren(OFFLINE)); // closed by mistake: the words are still there
    this.from = from;
    this.dialog.showModal();
  }

  /* Back to the message; not where the focus has gone on to the box already. Words that are not saved stay. */
  leave() {
    if (!this.isWritten) this.region.replaceChildren();
    if (this.from) (document.querySelector(`${this.from} [data-more]`) || document.querySelector(this.from))?.focus();
  }

  async load(address) {
    const answer = await fetch(address, PARTS_ONLY);
    if (!answer.ok || !this.show(await answer.text())) window.location.assign(address);
  }

  /* Whether words stand in it that are not saved. */
  get isWritten() {
    return [...this.region.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue);
  }

  done() {
    this.region.replaceChildren();
    this.dialog.close();
  }

  show(html) {
    const panel = new DOMParser().parseFromString(html, "text/html").querySelector("[data-panel]");
    if (!panel) return false;
    this.region.replaceChildren(panel);
    this.dialog.scrollTop = 0;
    return true;
  }

  follow(event) {
    const link = event.target.closest("a");
    if (event.target.closest("[data-close]")) this.dialog.close();
    if (!link || event.ctrlKey || event.metaKey) return;
    if (link.matches("[data-here]")) { event.preventDefault(); this.load(link.href); }
    if (link.matches("[data-reply]")) { this.from = ""; this.dialog.close(); }
  }

  async send(form, button) {
    const fields = new FormData(form, button);
    try {
      const answer = await fetch(button?.getAttribute("formaction") || form.action, { method: "POST", body: fields, headers: json });
      await this.take(answer, form);
    } catch {
      this.say(form, "That did not get through. Try again when you are back online");
    }
  }

  async take(answer, form) {
    if ((answer.headers.get("Content-Type") || "").includes("json")) {
      const { t, words } = await answer.json();
      if (t === "ack") this.done();
      else this.say(form, words);
    } else if (answer.redirected && new URL(answer.url).pathname.startsWith("/rooms/")) this.done();
    else if (answer.redirected || !this.show(await answer.text())) this.refused(form);
  }

  /* Signed out, or the page is too old: to leave it would lose what stands in its box. */
  refused(form) {
    if (form.querySelector("textarea")) this.say(form, "That was not saved, for you are signed out or not in this room now. Copy your words, then load the page again");
    else window.location.assign(form.action);
  }

  say(form, words) {
    const said = form.querySelector("[role=alert]") || document.createElement("p");
    said.setAttribute("role", "alert");
    said.className = "govuk-error-message";
    said.textContent = `${words}.`;
    form.prepend(said);
  }
}
