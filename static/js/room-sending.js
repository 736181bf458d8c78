/* What is being sent, under the messages: shown until it is stored, given back where it cannot be.
   How it goes, by the line or by a request, is for whoever made this; `send` is given an entry of the outbox. */
import { copy, waitingItem } from "./room-message.js";
import { Outbox } from "./room-outbox.js";
import { announce } from "./room-voice.js";

const TOO_SOON = 4029;
const CHOOSE_AGAIN = "The files must be chosen again.";
const ANSWERS_NOTHING = "The message you answer is not there any more";

export class Sending {
  constructor(room, { send, files = null, canRetry = true }) {
    Object.assign(this, { send, files, canRetry, list: room.querySelector("[data-outbox]") });
    this.outbox = new Outbox(document.body.dataset.person, room.dataset.room);
    this.outbox.entries.filter((entry) => entry.files?.length).forEach((entry) => this.outbox.mark(entry, "not-sent", CHOOSE_AGAIN));
    this.outbox.entries.forEach((entry) => this.show(entry));
    this.list.addEventListener("click", ({ target }) => this.press(target));
  }

  itemOf(id) {
    return this.list.querySelector(`[data-id="${id}"]`);
  }

  find(id) {
    return id && this.outbox.find(id.replaceAll("-", ""));
  }

  show(entry) {
    const item = this.itemOf(entry.client_id) || waitingItem(entry);
    item.querySelector("[data-state]")?.remove();
    item.querySelector("[data-text]").after(copy(entry.state));
    const why = item.querySelector("[data-why]");
    if (why && entry.why) why.textContent = entry.why;
    if (!this.canRetry || (entry.files?.length && !this.files?.has(entry.client_id))) item.querySelector("[data-retry]")?.remove();
    if (!entry.said.text) item.querySelector("[data-copy]")?.remove();
    if (!item.isConnected) this.list.append(item);
  }

  /* How far the files of a message are. */
  showHowFar(id, percent) {
    this.itemOf(id)?.querySelector("[data-state]")?.replaceChildren(`Sending: ${percent} of 100. Keep this page open until it is done.`);
  }

  async sendWaiting() {
    for (const entry of this.outbox.waiting) await this.send(entry);
  }

  /* It is stored, and stands among the messages. */
  settle(id) {
    if (this.find(id)) announce("Sent");
    this.remove(id.replaceAll("-", ""));
  }

  remove(id) {
    this.outbox.remove(id);
    this.files?.forget(id);
    this.itemOf(id)?.remove();
  }

  /* It is stored; `isShown` where it stands among the messages already. */
  ack({ client_id: id }, isShown) {
    const entry = this.find(id);
    if (!entry) return;
    this.settle(id);
    if (!isShown) this.show({ ...entry, state: "sent" }); // until it comes in its turn
  }

  nack({ client_id: id, code, words, wait }) {
    const entry = this.find(id);
    if (entry && code === TOO_SOON) this.keepBack(entry, Math.max(wait, 1));
    else if (entry) this.giveBack(entry, `${words}.`);
  }

  giveBack(entry, why = CHOOSE_AGAIN) {
    this.outbox.mark(entry, "not-sent", why);
    this.show(entry);
    announce(`Not sent. ${why}`);
  }

  giveAllBack(why) {
    this.outbox.waiting.forEach((entry) => this.giveBack(entry, why));
  }

  /* Too early, for the room's pace or for this person's: it goes by itself, and says so. */
  keepBack(entry, seconds) {
    this.outbox.mark(entry, "sending", `It goes by itself in ${seconds} second${seconds === 1 ? "" : "s"}: this is too soon after the one before.`);
    this.show(entry);
    clearTimeout(this.again);
    this.again = setTimeout(() => this.sendWaiting(), seconds * 1000);
  }

  press(target) {
    const entry = this.find(target.closest("[data-id]")?.dataset.id);
    if (!entry) return;
    if (target.matches("[data-retry]")) this.retry(entry);
    if (target.matches("[data-copy]")) navigator.clipboard?.writeText(entry.said.text).then(() => announce("Copied"));
    if (target.matches("[data-discard]")) this.remove(entry.client_id);
  }

  retry(entry) {
    if (entry.why.includes(ANSWERS_NOTHING)) delete entry.said.reply_to;
    this.outbox.mark(entry, "sending");
    this.show(entry);
    this.send(entry);
  }
}
