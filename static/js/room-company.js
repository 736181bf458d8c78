/* Who is here and who is writing. Never read out: it comes and goes. */
const WRITES_FOR = 6000;
const SAY_EVERY = 4000;

export class Company {
  constructor(box, say) {
    this.writing = new Map();
    this.frame = { here: [], sure: true };
    let said = 0;
    box.addEventListener("input", () => {
      if (!box.value || Date.now() - said < SAY_EVERY) return;
      said = Date.now();
      say();
    });
  }

  nameOf(person) {
    return document.querySelector(`[data-who="${person}"] strong`)?.textContent;
  }

  here(frame) {
    this.frame = frame;
    this.show();
  }

  /* Put the words beside those who are here; also after the list was taken anew. */
  show() {
    const { here, sure } = this.frame;
    document.querySelectorAll("[data-who]").forEach((item) => { item.querySelector("[data-here-now]").hidden = !here.includes(Number(item.dataset.who)); });
    const unsure = document.querySelector("[data-here-unsure]");
    if (unsure) unsure.hidden = sure;
  }

  typing(person) {
    clearTimeout(this.writing.get(person));
    this.writing.set(person, setTimeout(() => this.stops(person), WRITES_FOR));
    this.showWriting();
  }

  stops(person) {
    clearTimeout(this.writing.get(person));
    if (this.writing.delete(person)) this.showWriting();
  }

  showWriting() {
    const names = [...this.writing.keys()].map((person) => this.nameOf(person)).filter(Boolean);
    const words = names.length > 1 ? `${names.length} people are writing` : names.map((name) => `${name} is writing`).join("");
    document.querySelector("[data-typing]").textContent = words;
  }
}
