/* Names, offered while somebody types "@" and letters: of those here whom their name would name. A box of several lines
   may not be called a combobox, so it stays a text box that points to the list; how many there are is said once. */
import { copyOne } from "./room-message.js";
import { announce } from "./room-voice.js";

const BEGUN = /(?:^|[^\p{L}\p{N}_])@(\p{L}[^\n@]*)$/u;
const GOES_ON = /^[\p{L}\p{N}_]/u;
const MOST = 4; // more letters find the others
const LOW = 320; // pixels: a window that holds no more beside the box than half of them
const NOWHERE = -1;
const BAR = 96; // pixels that the bar of live pages may take at the top

const plain = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const namesHere = () => [...document.querySelectorAll("[data-can-be-named] strong")].map((name) => name.textContent);

/* Those whose name, or a part of it, begins so; what is written out already comes first, and is not offered alone. */
function namesFor(typed) {
  const letters = plain(typed);
  const begins = (name) => [name.toLowerCase() === typed.toLowerCase(), plain(name).startsWith(letters), ` ${plain(name)}`.includes(` ${letters}`)].indexOf(true);
  const found = namesHere().map((name) => [name, begins(name)]).filter(([, how]) => how >= 0);
  if (found.length === 1 && found[0][1] === 0) return [];
  const most = window.visualViewport.height < LOW ? MOST / 2 : MOST;
  return found.sort(([, one], [, other]) => one - other).map(([name]) => name).slice(0, most);
}

class Names {
  constructor(box) {
    Object.assign(this, { box, list: copyOne("names"), names: [], at: 0, from: NOWHERE, over: NOWHERE });
    this.option = this.list.firstElementChild;
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    box.addEventListener("input", () => this.offer());
    box.addEventListener("keydown", (event) => this.press(event));
    box.addEventListener("blur", () => this.close());
    document.addEventListener("selectionchange", () => { if (this.names.length) this.offer(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", ({ target }) => this.take(target.closest("[role=option]")?.textContent));
  }

  /* Where the cursor stands behind "@" and letters, offer whom they may mean; not again where that was taken or closed. */
  offer() {
    const { value, selectionStart, selectionEnd } = this.box;
    const begun = selectionStart === selectionEnd && !GOES_ON.test(value.slice(selectionEnd)) && BEGUN.exec(value.slice(0, selectionEnd));
    this.from = begun ? selectionEnd - begun[1].length - 1 : NOWHERE;
    if (this.from !== this.over) this.over = NOWHERE;
    this.show(begun && this.over === NOWHERE ? namesFor(begun[1]) : []);
  }

  show(names) {
    if (!names.length) { this.close(); return; }
    if (names.join("\n") === this.names.join("\n")) return;
    if (!this.names.length) announce(`${names.length} name${names.length === 1 ? "" : "s"} to choose from`);
    this.names = names;
    this.list.replaceChildren(...names.map((name, place) => Object.assign(this.option.cloneNode(), { id: `name-${place}`, textContent: name })));
    this.put();
    this.choose(0);
  }

  /* How far it reaches over the foot of the window, or of what a keyboard on the screen leaves of it. */
  get hidden() {
    const { offsetTop, height } = window.visualViewport;
    return this.list.getBoundingClientRect().bottom - offsetTop - height;
  }

  /* Under the box, or above it where there is more room; else it comes into sight, once the browser has shown what was typed. */
  put() {
    this.box.after(this.list);
    if (this.hidden <= 0) return;
    this.box.before(this.list);
    if (this.list.getBoundingClientRect().top - window.visualViewport.offsetTop >= BAR) return;
    this.box.after(this.list);
    requestAnimationFrame(() => window.scrollBy({ top: Math.max(Math.ceil(this.hidden), 0), behavior: "instant" }));
  }

  choose(at) {
    this.at = at;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    this.box.setAttribute("aria-controls", this.list.id);
    this.box.setAttribute("aria-activedescendant", this.list.children[at].id);
  }

  close() {
    this.names = [];
    this.list.remove();
    ["aria-controls", "aria-activedescendant"].forEach((name) => this.box.removeAttribute(name));
  }

  take(name) {
    if (!name) return;
    const space = this.box.value.slice(this.box.selectionEnd) ? "" : " ";
    this.over = this.from;
    this.box.setRangeText(`@${name}${space}`, this.from, this.box.selectionEnd, "end");
    this.box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: name }));
  }

  press(event) {
    if (!this.names.length || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose((this.at + step + this.names.length) % this.names.length);
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.names[this.at]);
    else if (event.key === "Escape") { this.over = this.from; this.close(); }
    else return;
    event.preventDefault();
  }
}

export const offerNames = (box) => new Names(box);
