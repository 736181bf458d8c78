/* Every event once, none before its turn, however they come; and none while the reader wants them held. */
export class Order {
  constructor(last, { show, fetch }) {
    Object.assign(this, { last, shown: last, isHeld: false, isStale: false, queue: [], early: new Map(), asked: -1, show, fetch });
  }

  /* How many wait to be shown. */
  get waiting() {
    return this.queue.length;
  }

  take(event) {
    if (event.seq <= this.last) return;
    if (event.seq > this.last + 1) {
      this.early.set(event.seq, event);
      if (this.asked !== this.last && !this.isStale) this.fetch();
      this.asked = this.isStale ? -1 : this.last;
      return;
    }
    this.last = event.seq;
    this.queue.push(event);
    this.flow();
    const next = this.early.get(this.last + 1);
    this.early.delete(this.last + 1);
    if (next) this.take(next);
  }

  flow() {
    while (!this.isHeld && !this.isStale && this.queue.length) {
      const event = this.queue.shift();
      this.shown = event.seq;
      this.show(event);
    }
  }

  hold(isHeld) {
    this.isHeld = isHeld;
    this.flow();
  }

  /* The page is taken anew: until that is done, or has failed, nothing is shown. */
  wait(isStale) {
    this.isStale = isStale;
    this.asked = -1;
    this.flow();
  }

  /* The page was taken anew as it was at this place. */
  restart(seq) {
    this.queue = this.queue.filter((event) => event.seq > seq);
    this.early = new Map([...this.early].filter(([early]) => early > seq));
    this.last = Math.max(this.last, seq);
    this.shown = Math.max(this.shown, seq);
    const next = this.early.get(this.last + 1);
    if (next) { this.early.delete(next.seq); this.take(next); }
  }
}
