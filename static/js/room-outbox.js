/* What a person has sent and the server has not yet said it has. It is kept in this tab, under the same name as drafts,
   so that it is forgotten with them at sign-out. Each message has an id of its own: sent again, it stays one message. */
export class Outbox {
  constructor(person, room) {
    this.name = `yd-draft:${person}:outbox-${room}`;
    this.entries = [];
    try {
      this.entries = JSON.parse(window.sessionStorage.getItem(this.name)) || [];
    } catch {
      /* storage is switched off: what waits lives as long as the page */
    }
  }

  keep() {
    try {
      if (this.entries.length) window.sessionStorage.setItem(this.name, JSON.stringify(this.entries));
      else window.sessionStorage.removeItem(this.name);
    } catch {
      /* full or switched off: the page still has it */
    }
  }

  get waiting() {
    return this.entries.filter(({ state }) => state === "sending");
  }

  find(id) {
    return this.entries.find((entry) => entry.client_id === id);
  }

  /* `said` is what the server is to store: text, and where there are some, content_note, reply_to or signal.
     Of files that go with it only the names are kept. */
  add(said, filesOf = () => []) {
    const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const entry = { client_id: digits, said, files: filesOf(digits), state: "sending", why: "" };
    this.entries.push(entry);
    this.keep();
    return entry;
  }

  mark(entry, state, why = "") {
    Object.assign(entry, { state, why });
    this.keep();
  }

  remove(id) {
    this.entries = this.entries.filter((entry) => entry.client_id !== id);
    this.keep();
  }
}
