/* What is being written in a form marked data-draft="place" is kept: in this tab at once, and for somebody signed in a
   little later on the server too, unless the form says data-draft-here. So it outlives Back, a sign-out, a flat battery and
   the way to another device, and no window writes over another's words: what differs is offered beside the box.
   A form that changes saved words says data-draft-version: a draft goes back into the boxes only over those very words. */
import { boxesOf, changedIn, fill, firstOf, fromWords, isSame, isText, toWords, valuesOf } from "./draft-form.js";
import * as device from "./draft-device.js";
import { noteFor, offer, sayOffline, sayPutBack, signInLink } from "./draft-notes.js";
import * as server from "./draft-server.js";

const PAUSE = 1500;
const APART = 3000;
const SIGN_OUT_WAITS = 2000;
const isSignedIn = Boolean(document.body.dataset.person);
const hasErrors = Boolean(document.querySelector("[data-error-summary]"));
const arrivedBack = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
const LOSE = "Some of what you wrote is not kept by us yet. Sign out and lose it?";
const OLDER = "The box holds what is saved now. Before that was saved, you had begun to write this:";
const ELSEWHERE = "You were writing this in another window or on another device too";

class Draft {
  constructor(form) {
    this.form = form;
    this.place = form.dataset.draft;
    this.version = form.dataset.draftVersion || "";
    this.isOnServer = isSignedIn && !("draftHere" in form.dataset);
    this.mark = ""; // of the draft on the server that the words here follow
    this.known = null; // the words that the server holds, as far as this window knows
    this.older = undefined; // what is offered beside the boxes
    this.isOut = false; // signed out, as far as this window knows
    this.decidedOn = ""; // the words last thrown away or added: what the server has of them is not offered again
    this.isHeld = true; // until it is known what the server holds, and while something is offered
    this.sentAt = 0;
    this.note = noteFor(form);
  }

  async begin() {
    this.fromDevice();
    this.listen();
    if (!this.isOnServer) return;
    const draft = await server.ask(this.place);
    this.isHeld = this.older !== undefined;
    if (draft) this.fromServer(draft);
    else this.mark = "";
    this.soon();
  }

  /* --- What was kept --- */
  fromDevice() {
    const draft = device.read(this.place);
    if (!draft) return;
    if (draft.sent && !arrivedBack && !hasErrors) {
      device.forgetPlace(this.place);
      return;
    }
    this.mark = draft.mark || "";
    device.write(this.place, { ...draft, sent: false });
    if ((draft.version || "") !== this.version) this.offer({ ...draft.older, ...draft.values }, OLDER);
    else {
      if (this.putBack(draft.values)) sayPutBack(this.form, "", () => this.throwAway());
      if (draft.older) this.offer(draft.older, OLDER);
    }
  }

  fromServer(draft) {
    const values = fromWords(this.form, draft.form);
    const isOurs = draft.mark === this.mark; // then what stands here is as new or newer
    if (this.older) {
      if (!isOurs) this.mark = this.otherWords(values) === toWords(this.older) ? draft.mark : ""; // one offer at a time: keeping finds others again
      return;
    }
    [this.mark, this.known] = [draft.mark, toWords(values)];
    if (isOurs || toWords(valuesOf(this.form)) === this.known || this.isDecidedOn(values)) return;
    if (draft.version !== this.version) this.offer(values, OLDER);
    else if (this.isUntouched && !hasErrors && !this.isHeld) {
      fill(this.form, values);
      sayPutBack(this.form, draft.kept, () => this.throwAway());
    } else this.offer(values, `${ELSEWHERE}, kept ${draft.kept}:`);
  }

  get isUntouched() {
    return Object.keys(changedIn(this.form)).length === 0;
  }

  /* A box that came with words, on a form that does not say which, is left as it is. */
  putBack(values) {
    const [now, first] = [valuesOf(this.form), firstOf(this.form)];
    const ours = Object.entries(values).filter(([name, value]) => !isSame(now[name], value) && isSame(now[name], first[name]) && (this.version || !this.cameWithWords(name)));
    fill(this.form, Object.fromEntries(ours));
    return ours.length > 0;
  }

  cameWithWords(name) {
    return boxesOf(this.form).some((box) => box.name === name && isText(box) && box.defaultValue !== "");
  }

  otherThanHere(values) {
    const others = Object.entries(valuesOf(this.form)).filter(([name, now]) => values[name]?.join("") && !isSame(now, values[name]));
    return Object.fromEntries(others.map(([name]) => [name, values[name]]));
  }

  otherWords(values) {
    return toWords(this.otherThanHere(values));
  }

  isDecidedOn(values) {
    return this.decidedOn !== "" && this.otherWords(values) === this.decidedOn;
  }

  offer(values, lead) {
    const other = this.otherThanHere(values);
    if (!Object.keys(other).length) return;
    [this.older, this.isHeld] = [other, true];
    offer(this.form, { lead, words: this.inWords(other), add: () => this.add(other), leave: () => this.decided() });
  }

  inWords(values) {
    const texts = boxesOf(this.form).filter((box) => isText(box) && values[box.name]).map((box) => values[box.name][0]);
    return texts.join("\n\n") || "Other answers than the ones ticked here.";
  }

  add(values) {
    const both = (box) => (box.tagName === "TEXTAREA" && box.value ? `${box.value}\n\n${values[box.name][0]}` : values[box.name][0]);
    const texts = boxesOf(this.form).filter((box) => isText(box) && values[box.name]);
    fill(this.form, { ...values, ...Object.fromEntries(texts.map((box) => [box.name, [both(box)]])) });
    this.decided();
  }

  decided() {
    this.decidedOn = toWords(this.older);
    [this.older, this.isHeld, this.known] = [undefined, false, null];
    this.changed();
    boxesOf(this.form)[0]?.focus();
  }

  throwAway() {
    const thrown = valuesOf(this.form);
    this.form.reset();
    this.decidedOn = this.otherWords(thrown);
    for (const box of boxesOf(this.form)) box.dispatchEvent(new Event("input", { bubbles: true }));
    boxesOf(this.form)[0]?.focus();
    this.keep();
  }

  /* --- What is written now --- */
  listen() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => this.sent(event));
    addEventListener("pagehide", () => this.keep(true));
    addEventListener("pageshow", (event) => { if (event.persisted) this.stays(); });
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.keep(true) : this.comeBack()));
    addEventListener("focus", () => this.comeBack());
  }

  changed() {
    this.onDevice();
    if (this.isOnServer) this.soon();
    else if (!isSignedIn) this.note.textContent = this.isUntouched ? "" : "Kept on this device only, in this tab, until you send it.";
  }

  onDevice(sent = false) {
    const values = changedIn(this.form);
    if (!Object.keys(values).length && !this.older) device.forgetPlace(this.place);
    else device.write(this.place, { version: this.version, mark: this.mark, older: this.older, values, sent });
  }

  soon() {
    clearTimeout(this.waits);
    this.waits = setTimeout(() => this.keep(), Math.max(PAUSE, this.sentAt + APART - Date.now()));
  }

  async keep(isLeaving = false) {
    clearTimeout(this.waits);
    const words = toWords(valuesOf(this.form));
    if (!this.isOnServer || this.isHeld || this.isSent || words === this.known) return;
    if (this.isUntouched) await this.end(words);
    else if (words.length > server.LONGEST) this.note.textContent = "This is long. We keep it on this device only, until you save it.";
    else await this.send(words, isLeaving);
  }

  async end(words) {
    const { mark } = this;
    [this.mark, this.known, this.note.textContent] = ["", words, ""];
    if (mark) await server.end(this.place, mark);
  }

  async send(words, isLeaving) {
    [this.isHeld, this.sentAt] = [true, Date.now()];
    try {
      const answer = await server.keep(this.place, { form: words, mark: this.mark, version: this.version }, isLeaving);
      this.isHeld = false;
      if (!this.isSent) this.kept(answer, words);
    } catch (problem) {
      this.isHeld = false;
      this.isOut = problem instanceof server.SignedOut;
      if (this.isOut) this.note.replaceChildren("You are signed out, so we cannot keep this. It is still here, on this device. ", signInLink());
      else {
        this.note.textContent = "Not kept by us just now. It is still here, and we try again.";
        this.soon();
      }
    }
  }

  /* Signed in again in another tab: what waits is kept, and the line that says otherwise goes. */
  async comeBack() {
    if (!this.isOut || !(await server.isBack(this.place))) return;
    [this.isOut, this.note.textContent] = [false, ""];
    this.keep();
  }

  kept({ mark, kept, other }, words) {
    if (other === undefined) {
      [this.mark, this.known, this.note.textContent] = [mark, words, `Kept ${kept}, for you only. It is not saved yet.`];
      this.onDevice();
      if (toWords(valuesOf(this.form)) !== words) this.soon();
    } else if (other) this.fromServer(other);
    else [this.mark, this.known, this.note.textContent] = ["", words, "You saved this in another window. What you write here is new."];
  }

  /* --- What is sent --- */
  sent(event) {
    this.isSent = true;
    clearTimeout(this.waits);
    this.onDevice(true);
    this.name("draft", this.place);
    this.name("draft_mark", this.mark);
    setTimeout(() => {
      if (event.defaultPrevented) this.stays(); // another script sent it, and emptied the box; or there is no line
    });
  }

  stays() {
    this.isSent = false;
    this.changed();
  }

  name(name, value) {
    const there = this.form.querySelector(`input[name=${name}]`);
    const box = there || Object.assign(document.createElement("input"), { type: "hidden", name });
    if (!there) this.form.append(box);
    box.value = value;
  }
}

/* Whether something stands here that the server does not hold, which goes when this device forgets. */
const isLost = (draft) => (draft.older !== undefined && !draft.mark) || (!draft.isUntouched && toWords(valuesOf(draft.form)) !== draft.known);

/* Signing out waits a moment for the last words, and for what must be known before they are kept; then it leaves nothing
   on this device. */
async function signOut(event, drafts) {
  event.preventDefault();
  const last = drafts.map((draft) => draft.begun.then(() => draft.keep(true)));
  await Promise.race([Promise.all(last), new Promise((done) => { setTimeout(done, SIGN_OUT_WAITS); })]);
  if (drafts.some(isLost) && !window.confirm(LOSE)) return;
  device.forget();
  event.target.submit();
}

const drafts = [...document.querySelectorAll("form[data-draft]")].map((form) => new Draft(form));
device.tidy(drafts.map((draft) => draft.place));
for (const draft of drafts) draft.begun = draft.begin();
document.addEventListener("part:new", ({ target }) => { // a box that came later
  for (const form of target.querySelectorAll("form[data-draft]")) {
    const draft = new Draft(form);
    drafts.push(draft);
    draft.begun = draft.begin();
  }
});
addEventListener("submit", (event) => { // after every other script
  if (navigator.onLine || event.defaultPrevented || !drafts.some(({ form }) => form === event.target)) return;
  event.preventDefault();
  delete event.target.dataset.sentAt;
  sayOffline(event.target);
});
for (const form of document.querySelectorAll("[data-signs-out]")) form.addEventListener("submit", (event) => signOut(event, drafts));
