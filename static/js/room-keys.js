/* The keyboard in a room: one stop for the messages, arrows between them, and Enter to send where somebody wants that. */
const ENTER_SENDS = "yd-enter-sends";
const STEPS = { ArrowUp: (at) => at - 1, ArrowDown: (at) => at + 1, Home: () => 0, End: (at, all) => all - 1 };

/* One message can be reached by Tab at a time; the arrows move that place. */
export class Roving {
  constructor(log) {
    this.log = log;
    log.addEventListener("keydown", (event) => this.press(event));
    log.addEventListener("focusin", ({ target }) => { if (target.closest("article")) this.rest(target.closest("article")); });
    this.settle();
  }

  get articles() {
    return [...this.log.querySelectorAll("article")];
  }

  /* The last one is where Tab goes until somebody moves, and again when theirs is not there any more. */
  settle() {
    const all = this.articles;
    const kept = this.hasMoved && all.find((article) => article.tabIndex === 0);
    this.place(kept || all.at(-1));
  }

  rest(article) {
    this.hasMoved = true;
    this.place(article);
  }

  /* Tab goes to this message and on to what can be done with it, past all the others. */
  place(article) {
    this.articles.forEach((each) => {
      const place = each === article ? 0 : -1;
      [each, ...each.querySelectorAll("a, button, summary")].forEach((stop) => { stop.tabIndex = place; });
    });
  }

  press(event) {
    if (!event.target.matches("article") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") { event.target.querySelector("[data-more]")?.click(); return; }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const all = this.articles;
    all[Math.min(Math.max(step(all.indexOf(event.target), all.length), 0), all.length - 1)].focus();
  }
}

function isOn() {
  try {
    return window.localStorage.getItem(ENTER_SENDS) === "yes";
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    window.localStorage.setItem(ENTER_SENDS, on ? "yes" : "no");
  } catch {
    /* storage is switched off: it holds for this page */
  }
}

/* Ctrl and Enter always sends; Enter alone where this device is set so. */
export function sendByKeys(form, box) {
  const region = form.querySelector("[data-enter]");
  const choice = region.querySelector("input");
  region.hidden = false;
  choice.checked = isOn();
  choice.addEventListener("change", () => keep(choice.checked));
  box.addEventListener("keydown", (event) => {
    const isMeant = event.ctrlKey || event.metaKey || (choice.checked && !event.shiftKey);
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || !isMeant) return; // or it took a name
    event.preventDefault();
    form.requestSubmit();
  });
}
