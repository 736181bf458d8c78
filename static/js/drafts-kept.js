/* What is being written in a form marked data-draft="key" is kept on the server too, sealed for its person, so that it
   outlives a flat battery, a sign-out or another device. At most one write every three seconds; one more as the page is
   left. Another window's words are never written over: they are offered. Without an account there is nothing to do. */
const PAUSE = 1500;
const APART = 3000;
const LONGEST = 60000;
const person = document.body.dataset.person || "";
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "seen", "mark", "version", "draft"]);
const OFFLINE = "Not kept by us just now. It is still here, and we try again.";

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
const address = (form, act = "") => `/drafts/${encodeURIComponent(form.dataset.draft)}/${act}`;

function contents(form) {
  const pairs = [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
  const secret = new Set([...form.querySelectorAll("input[type=password]")].map((box) => box.name));
  return new URLSearchParams(pairs.filter(([name]) => !secret.has(name))).toString();
}

function fill(form, words) {
  const values = new URLSearchParams(words);
  for (const control of form.elements) {
    if (!control.name || NOT_KEPT.has(control.name) || ["submit", "button", "file", "password", "hidden"].includes(control.type)) continue;
    const said = values.getAll(control.name);
    if (["checkbox", "radio"].includes(control.type)) control.checked = said.includes(control.value);
    else if (said.length && control.value !== said[0]) {
      control.value = said[0];
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "chip chip--text";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

class Kept {
  constructor(form) {
    this.form = form;
    this.mark = "";
    this.first = contents(form);
    this.last = this.first;
    this.sentAt = 0;
    this.isHeld = true; // until it is known what was kept before
    this.note = document.createElement("p");
    this.note.className = "small soft kept-note";
    (form.querySelector(".actions") || form).append(this.note);
  }

  async begin() {
    let draft = {};
    try {
      const answer = await fetch(address(this.form), { headers: { Accept: "application/json" }, redirect: "manual" });
      draft = answer.ok ? await answer.json() : {};
    } catch { /* no line: what is typed stays on the device */ }
    this.mark = draft.mark || "";
    const isSame = !draft.form || draft.form === contents(this.form);
    if (isSame || contents(this.form) !== this.first) this.go(draft.form && !isSame ? draft : null);
    else if ((draft.version || "") === (this.form.dataset.draftVersion || "")) this.putBack(draft);
    else this.go(draft);
  }

  go(older) {
    if (older) this.offer(older, "Before this, you had begun to write something else here");
    else this.isHeld = false;
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("change", () => this.soon());
    this.form.addEventListener("submit", (event) => this.sent(event));
    addEventListener("pagehide", () => this.keep(true));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.keep(true));
    if (contents(this.form) !== this.last) this.soon();
  }

  putBack(draft) {
    fill(this.form, draft.form);
    this.last = contents(this.form);
    this.say(`We put back what you had written here, kept at ${draft.kept}. `, button("Throw it away", () => this.throwAway()));
    this.go(null);
  }

  offer(older, words) {
    this.isHeld = true;
    const decide = (put) => () => {
      this.mark = older.mark || "";
      if (put) fill(this.form, older.form);
      this.isHeld = false;
      this.last = put ? contents(this.form) : "";
      this.say("");
      this.keep();
    };
    this.say(`${words}, kept at ${older.kept}. `, button("Put that in the boxes", decide(true)), button("Keep what is here", decide(false)));
  }

  say(words, ...acts) {
    this.said?.remove();
    this.said = null;
    if (!words) return;
    this.said = document.createElement("p");
    this.said.className = "kept";
    this.said.setAttribute("role", "status");
    this.said.append(words, ...acts);
    this.form.prepend(this.said);
  }

  soon() {
    clearTimeout(this.waits);
    this.waits = setTimeout(() => this.keep(), Math.max(PAUSE, this.sentAt + APART - Date.now()));
  }

  async keep(isLeaving = false) {
    clearTimeout(this.waits);
    const words = contents(this.form);
    if (this.isHeld || this.isSent || words === this.last) return;
    if (words.length > LONGEST) {
      this.note.textContent = "This is long. We keep it on this device only, until you save it.";
      return;
    }
    this.isHeld = true;
    this.sentAt = Date.now();
    try {
      await this.send(words, isLeaving);
    } catch {
      this.isHeld = false;
      this.note.textContent = OFFLINE;
      this.soon();
    }
  }

  async send(words, isLeaving) {
    const body = new URLSearchParams({ form: words, mark: this.mark, version: this.form.dataset.draftVersion || "" });
    const headers = { "X-CSRFToken": token(), Accept: "application/json" };
    const answer = await fetch(address(this.form, "keep/"), { method: "POST", body, headers, redirect: "manual", keepalive: isLeaving });
    if (this.isSent) return;
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      this.note.textContent = "You are signed out, so we cannot keep this. It is still here: sign in when you save it.";
      return;
    }
    if (answer.status === 409) return this.keptElsewhere(await answer.json());
    if (!answer.ok) throw new Error(answer.statusText);
    const { mark, kept } = await answer.json();
    [this.mark, this.last, this.isHeld] = [mark, words, false];
    this.note.textContent = `Kept at ${kept}, for you only. It is not saved yet.`;
    if (contents(this.form) !== words) this.soon();
  }

  keptElsewhere(other) {
    if (other.form) this.offer(other, "You were writing this in another window or on another device too");
    else this.note.textContent = "You saved this in another window. What is here stays on this device until you save it.";
  }

  sent(event) {
    this.isSent = true;
    clearTimeout(this.waits);
    let named = this.form.querySelector("input[name=draft]");
    if (!named) {
      named = Object.assign(document.createElement("input"), { type: "hidden", name: "draft" });
      this.form.append(named);
    }
    named.value = this.form.dataset.draft;
    setTimeout(() => { if (event.defaultPrevented) this.isSent = false; });
  }

  async throwAway() {
    this.form.reset();
    this.say("");
    await fetch(address(this.form, "end/"), { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual" });
    [this.mark, this.last] = ["", contents(this.form)];
    this.note.textContent = "";
  }
}

if (person) for (const form of document.querySelectorAll("form[data-draft]")) new Kept(form).begin();
