/* What has come below what is in sight: a button says how many, and leads to the first. It speaks to nobody: those who
   listen have heard each message as it came. */
const UNDER_BUTTON = 72; // pixels at the foot of the window: what only begins there is not seen yet

/* One's own words, what is taken back or hidden, and what a blocked person wrote are no news. */
function isNews(article) {
  const isBlocked = article.querySelector("summary") && !article.querySelector("[data-note]");
  return !article.matches(".msg--me") && !article.querySelector("p[data-text]") && !isBlocked;
}

export class Below {
  constructor(button, log) {
    Object.assign(this, { button, log, waiting: new Map(), first: "" }); // whether each is below, by its place, until it is seen
    this.eye = new IntersectionObserver((entries) => this.look(entries), { rootMargin: `0px 0px -${UNDER_BUTTON}px` });
    button.addEventListener("click", () => this.go());
  }

  /* These have come: each waits until it was in sight. */
  add(...articles) {
    articles.filter(isNews).forEach((article) => { this.waiting.set(article.id, false); this.eye.observe(article); });
  }

  /* The messages were put in again: what waits is what they say now. */
  settle() {
    for (const id of this.waiting.keys()) {
      const article = this.log.querySelector(`#${id}`);
      if (article && isNews(article)) this.eye.observe(article);
      else this.waiting.delete(id);
    }
    this.show();
  }

  look(entries) {
    for (const { target, isIntersecting, boundingClientRect, rootBounds } of entries.filter((entry) => entry.target.isConnected)) {
      const isBelow = !isIntersecting && boundingClientRect.top >= rootBounds.bottom;
      if (isBelow) this.waiting.set(target.id, true);
      else { this.waiting.delete(target.id); this.eye.unobserve(target); }
    }
    this.show();
  }

  show() {
    const below = [...this.waiting].filter(([, isBelow]) => isBelow).map(([id]) => id);
    if (!below.length && this.button === document.activeElement) this.focusFirst(); // it goes from under whoever stands on it
    this.button.parentElement.hidden = !below.length;
    if (!below.length) return;
    [this.first] = below;
    this.button.textContent = `${below.length} new message${below.length === 1 ? "" : "s"} below`;
  }

  focusFirst() {
    const article = this.log.querySelector(`#${this.first}`);
    article?.focus({ preventScroll: true });
    return article;
  }

  go() {
    this.focusFirst()?.closest("li").scrollIntoView({ block: "start", behavior: "instant" });
  }
}
