/* A switch under each box, which types what is said where the cursor stands. One listens at a time; leaving ends it. */
const STAYS = "Your voice stays on this device.";
const LISTENS = "Listening. Press again to stop.";
const WHY = {
  "not-allowed": "Your browser does not let this page listen. Allow the microphone in its settings, or type.",
  "audio-capture": "No microphone was found. Connect one, or type.",
  "no-speech": "Nothing was heard. Press Dictate to try again.",
  aborted: "Stopped.",
};
const FAILED = "Dictation does not work just now. Try again later, or type.";
let listening;

class Dictation {
  constructor(box, Recogniser, lang) {
    Object.assign(this, { box, Recogniser, lang, wasHere: box === document.activeElement });
    const about = document.querySelector(`label[for="${box.id}"]`)?.firstChild.textContent.trim();
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--quiet btn--small", textContent: "Dictate" });
    this.button.setAttribute("aria-label", `Dictate: ${about}`);
    this.button.setAttribute("aria-pressed", "false");
    this.state = Object.assign(document.createElement("span"), { className: "small soft", textContent: STAYS });
    this.state.setAttribute("role", "status");
    const row = Object.assign(document.createElement("div"), { className: "dictation" });
    row.append(this.button, this.state);
    box.after(row);
    box.addEventListener("focus", () => { this.wasHere = true; });
    this.button.addEventListener("click", () => (this.recogniser ? this.finish() : this.begin()));
  }

  begin() {
    listening?.leave();
    const recogniser = new this.Recogniser();
    Object.assign(recogniser, { processLocally: true, lang: this.lang, continuous: true, interimResults: false });
    if (recogniser.processLocally !== true) return this.show(false, FAILED); // it would send the sound away
    Object.assign(recogniser, {
      onresult: (event) => this.heard(event),
      onerror: ({ error }) => { this.why = WHY[error] ?? FAILED; },
      onend: () => this.ended(recogniser),
    });
    [this.recogniser, this.why, listening] = [recogniser, "", this];
    this.show(true, LISTENS);
    try {
      recogniser.start();
    } catch {
      this.why = FAILED;
      this.ended(recogniser);
    }
  }

  /* What was said last may still come. */
  finish() {
    this.show(true, "Writing down the last words.");
    this.recogniser.stop();
  }

  /* What was said last is not waited for. */
  leave() {
    this.recogniser?.abort();
    this.ended(this.recogniser);
  }

  ended(recogniser) {
    if (this.recogniser !== recogniser) return;
    this.recogniser = undefined;
    if (listening === this) listening = undefined;
    this.show(false, this.why || "Stopped.");
  }

  show(isOn, words) {
    this.button.setAttribute("aria-pressed", String(isOn));
    this.state.textContent = `${words} ${STAYS}`;
  }

  heard({ resultIndex, results }) {
    const said = [...results].slice(resultIndex).filter((result) => result.isFinal).map((result) => result[0].transcript.trim());
    if (this.recogniser && said.join("")) this.type(said.join(" "));
  }

  type(words) {
    const { box } = this;
    const end = box.value.length;
    const [from, to] = this.wasHere ? [box.selectionStart, box.selectionEnd] : [end, end];
    const before = /\S$/.test(box.value.slice(0, from)) ? " " : "";
    const after = /^[\p{L}\p{N}]/u.test(box.value.slice(to)) ? " " : "";
    box.setRangeText(`${before}${words}${after}`, from, to, "end");
    this.wasHere = true;
    box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: words }));
  }
}

export function offer(form, Recogniser, lang) {
  for (const box of form.querySelectorAll("textarea")) new Dictation(box, Recogniser, lang);
  form.addEventListener("submit", () => listening?.leave());
}

addEventListener("pagehide", () => listening?.leave());
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") listening?.leave(); });
