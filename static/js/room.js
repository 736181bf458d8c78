/* A room that is open: brings the page's own markup up to date, keeps what is being sent, says what happens.
   Without scripts the page works by loading it again. Nothing here moves the focus. */
import { Link } from "./room-link.js";
import { Days, copy, copyOne, isFolded, messageItem, paragraphs } from "./room-message.js";
import { Outbox } from "./room-outbox.js";

const COPY_THEM = "Copy the words if you want to keep them.";
const FOLDED = "Somebody you blocked wrote. It is folded.";
const SIGNED_OUT = "You are signed out.";
const room = document.querySelector("[data-room][data-live]");
if (room) start();

function start() {
  const { me, zone, events, socket, reading } = room.dataset;
  const [log, waiting, form, region] = ["log", "outbox", "composer", "connection"].map((name) => room.querySelector(`[data-${name}]`));
  const box = form.querySelector("textarea");
  const outbox = new Outbox(document.body.dataset.person, room.dataset.room);
  const days = new Days(zone);
  const timers = {};
  const held = new Map(); // events that came before their turn
  let last = Number(room.dataset.seq);
  let isRefreshing = false;
  let asked = -1;
  let read = 0;

  function soon(name, delay, what) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(what, delay);
  }

  /* For those who listen: short bursts line by line, long ones as a number. */
  const heard = [];
  function announce(words) {
    heard.push(words);
    soon("announce", 700, () => {
      const lines = heard.length > 3 ? [`${heard.length} new messages`] : heard;
      document.querySelector("[data-announcer]").replaceChildren(...lines.flatMap(paragraphs));
      heard.length = 0;
    });
  }

  /* The composer stays where it is on the screen while something is added above it. */
  function steadily(change) {
    const before = form.getBoundingClientRect();
    change();
    if (before.top < window.innerHeight && before.bottom > 0) window.scrollBy({ top: form.getBoundingClientRect().top - before.top, behavior: "instant" });
  }

  /* --- The order: every event once, none before its turn --- */
  function apply(event) {
    if (event.seq <= last) return;
    if (isRefreshing || event.seq > last + 1) {
      held.set(event.seq, event);
      if (!isRefreshing && asked !== last) link.fetch();
      asked = last;
      return;
    }
    last = event.seq;
    if (event.message) steadily(() => showMessage(event.message));
    else soon("refresh", 300, () => refresh(false));
    const next = held.get(last + 1);
    held.delete(last + 1);
    if (next) apply(next);
  }

  function showMessage(message) {
    const mine = String(message.author.id) === me;
    const item = messageItem(message, mine, days);
    settle(message.client_id.replaceAll("-", ""));
    const there = document.getElementById(`m${message.number}`);
    if (there) { there.closest("li").replaceWith(item); return; }
    const at = new Date(message.sent_at);
    const before = [...log.querySelectorAll("time[datetime]")].at(-1);
    log.querySelector("[data-nothing]")?.remove();
    if (!mine && document.hidden && !log.querySelector("[data-arrived]")) log.append(copyOne("arrived"));
    if (!before || !days.isSame(new Date(before.dateTime), at)) {
      const day = copyOne("day");
      day.querySelector("h2").textContent = days.name(at);
      log.append(day);
    }
    log.append(item);
    if (!mine) announce(isFolded(message) ? FOLDED : `${message.author.name}: ${message.text}`);
  }

  /* Take the server's own words again: who can read this, who is here and, after a long time away, the messages. */
  async function refresh(withLog) {
    isRefreshing ||= withLog;
    try {
      const answer = await fetch(window.location.pathname);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-part]")) part.replaceChildren(...page.querySelector(`[data-part="${part.dataset.part}"]`).childNodes);
      for (const words of [".govuk-label", ".govuk-hint", "[data-send]"]) form.querySelector(words).textContent = page.querySelector(`[data-composer] ${words}`).textContent;
      if (!withLog) return;
      steadily(() => log.replaceChildren(...page.querySelector("[data-log]").childNodes));
      last = Number(page.querySelector("[data-room]").dataset.seq);
    } catch {
      if (withLog) soon("refresh", 5000, () => refresh(true)); // else the next event or the next visit brings it
    } finally {
      if (withLog) isRefreshing = false;
      asked = -1;
      [...held.keys()].sort((a, b) => a - b).forEach((seq) => { const event = held.get(seq); held.delete(seq); if (event) apply(event); });
    }
  }

  /* --- What is being sent --- */
  const itemOf = (id) => waiting.querySelector(`[data-id="${id}"]`);

  function show(entry) {
    const item = itemOf(entry.client_id) || copyOne("mine");
    const words = item.querySelector("[data-text]");
    item.dataset.id = entry.client_id;
    item.querySelector("[data-at]").textContent = "";
    words.replaceChildren(...paragraphs(entry.text));
    item.querySelector("[data-state]")?.remove();
    words.after(copy(entry.state));
    if (entry.why) item.querySelector("[data-why]").textContent = entry.why;
    if (!item.isConnected) waiting.append(item);
  }

  function settle(id) {
    if (outbox.find(id)) announce("Sent");
    outbox.remove(id);
    itemOf(id)?.remove();
  }

  function giveBack(entry, why) {
    outbox.mark(entry, "not-sent", why);
    show(entry);
    announce(`Not sent. ${why}`);
  }

  function fieldsFor(values) {
    const fields = new FormData(form);
    Object.entries(values).forEach(([name, value]) => fields.set(name, value));
    return fields;
  }

  async function send({ client_id, text }) {
    if (link.joined) link.send({ t: "send", client_id, text });
    else if (link.polling) await link.post(fieldsFor({ client_id, text }));
  }

  async function sendWaiting() {
    for (const entry of outbox.waiting) await send(entry);
  }

  form.addEventListener("submit", (event) => {
    const text = box.value.trim();
    if (!link.ended && (!text || text.length > Number(form.dataset.most))) return; // the server says what is wrong, and keeps the words
    event.preventDefault();
    if (link.ended) { tell.state(link.ended); return; }
    const entry = outbox.add(text);
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true })); // the draft goes, what waits is kept by the outbox
    form.querySelector(".kept")?.remove();
    steadily(() => show(entry));
    send(entry);
  });

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  waiting.addEventListener("click", ({ target }) => {
    const entry = outbox.find(target.closest("[data-id]")?.dataset.id);
    if (!entry) return;
    if (target.matches("[data-retry]")) { outbox.mark(entry, "sending"); show(entry); send(entry); }
    if (target.matches("[data-copy]")) navigator.clipboard?.writeText(entry.text).then(() => announce("Copied"));
    if (target.matches("[data-discard]")) { outbox.remove(entry.client_id); itemOf(entry.client_id).remove(); }
  });

  /* --- What has been read: when the end of the log is in sight --- */
  const noteRead = () => soon("read", 1000, () => {
    const end = log.lastElementChild.getBoundingClientRect();
    const count = Number(log.querySelector("li:last-child article")?.id.slice(1) || 0);
    if (document.hidden || end.top > window.innerHeight || end.bottom < 0 || count <= read) return;
    read = count;
    link.noteRead(count, fieldsFor({ count }));
    room.querySelector("[data-read]")?.remove();
  });
  window.addEventListener("scroll", noteRead, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) log.querySelector("[data-arrived]")?.remove();
    noteRead();
  });

  const tell = {
    events: (list) => { list.forEach(apply); noteRead(); },
    live: () => { noteRead(); sendWaiting(); },
    ack: ({ client_id: id, seq }) => {
      const entry = outbox.find(id.replaceAll("-", ""));
      if (!entry) return;
      settle(entry.client_id);
      if (seq > last) show({ ...entry, state: "sent" }); // until it comes in its turn
    },
    nack: ({ client_id: id, code, words }) => {
      const entry = id && outbox.find(id.replaceAll("-", ""));
      if (entry && code === 4029) soon("again", 11000, sendWaiting);
      else if (entry) giveBack(entry, `${words}.`);
    },
    resync: () => refresh(true),
    state: (name) => {
      soon("state", name === "reconnecting" ? 1500 : 0, () => {
        if (region.dataset.state === name && !link.ended) return;
        region.dataset.state = name;
        region.replaceChildren(...(name === "live" ? [] : [copy(name)]));
      });
      if (link.ended) outbox.waiting.forEach((entry) => giveBack(entry, link.ended === "signed-out" ? SIGNED_OUT : COPY_THEM));
    },
  };

  const address = new URL(socket, window.location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const link = new Link({ socket: address.href, events, post: form.action, reading, last: () => last, tell });
  outbox.entries.forEach(show);
  link.connect();
}
