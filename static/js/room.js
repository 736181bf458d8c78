/* A room that is open: brings the page's own markup up to date, keeps what is being sent, says what happens.
   Without scripts the page works by loading it again. Nothing here moves the focus. */
import { Link } from "./room-link.js";
import { Outbox } from "./room-outbox.js";

const room = document.querySelector("[data-room][data-live]");
if (room) start();

function start() {
  const { me, zone, events, socket, reading: readAddress } = room.dataset;
  const log = room.querySelector("[data-log]");
  const waiting = room.querySelector("[data-outbox]");
  const form = room.querySelector("[data-composer]");
  const box = form.querySelector("textarea");
  const region = document.querySelector("[data-connection]");
  const announcer = document.querySelector("[data-announcer]");
  const outbox = new Outbox(document.body.dataset.person, room.dataset.room);
  const held = new Map();
  let last = Number(room.dataset.seq);
  let refreshing = null;
  let asked = -1;
  let noticing;
  let renewing;

  const copy = (name) => document.querySelector(`template[data-template="${name}"]`).content.cloneNode(true);

  /* --- What is said --- */
  let heard = [];
  let saying;
  function announce(words) {
    heard.push(words);
    clearTimeout(saying);
    saying = setTimeout(() => {
      const lines = heard.length > 3 ? [`${heard.length} new messages`] : heard;
      heard = [];
      announcer.replaceChildren(...lines.map((line) => { const p = document.createElement("p"); p.textContent = line; return p; }));
    }, 700);
  }

  /* --- Times and days, as this person lives them --- */
  const parts = (at, options) => Object.fromEntries(new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).formatToParts(at).map(({ type, value }) => [type, value]));
  const clock = (at) => { const p = parts(at, { hour: "numeric", minute: "2-digit", hour12: true }); return `${p.hour}:${p.minute}${p.dayPeriod.toLowerCase()}`; };
  const dayKey = (at) => { const p = parts(at, { year: "numeric", month: "2-digit", day: "2-digit" }); return `${p.year}-${p.month}-${p.day}`; };
  const dayWords = (at) => { const p = parts(at, { weekday: "long", day: "numeric", month: "long" }); return `${dayKey(at) === dayKey(new Date()) ? "Today, " : ""}${p.weekday} ${p.day} ${p.month}`; };

  /* --- One message --- */
  function paragraphs(text) {
    return text.split(/\n{2,}/).map((part) => {
      const p = document.createElement("p");
      part.split("\n").forEach((line, place) => { if (place) p.append(document.createElement("br")); p.append(line); });
      return p;
    });
  }

  function built(message) {
    const mine = String(message.author.id) === me;
    const item = copy(mine ? "mine" : "message").firstElementChild;
    item.querySelector("article").id = `m${message.number}`;
    if (!mine) {
      item.querySelector("[data-name]").textContent = message.author.name;
      const avatar = item.querySelector(".avatar");
      avatar.textContent = message.author.initials;
      avatar.className = `avatar a-${message.author.hue}`;
    }
    const time = item.querySelector("[data-at]");
    time.dateTime = message.sent_at;
    time.textContent = clock(new Date(message.sent_at));
    const words = item.querySelector("[data-text]");
    words.replaceChildren(...(message.gone ? paragraphs(`${message.author.name} took this message back.`) : paragraphs(message.text)));
    words.classList.toggle("soft", message.gone);
    return item;
  }

  /* Add below without moving what the person is doing: the composer stays where it is on the screen. */
  function steadily(change) {
    const before = form.getBoundingClientRect();
    change();
    if (before.top < window.innerHeight && before.bottom > 0) window.scrollBy({ top: form.getBoundingClientRect().top - before.top, behavior: "instant" });
  }

  function showMessage(message) {
    const there = document.getElementById(`m${message.number}`);
    if (there) { there.closest("li").replaceWith(built(message)); return false; }
    const at = new Date(message.sent_at);
    const times = log.querySelectorAll("time[datetime]");
    const before = times.length ? dayKey(new Date(times[times.length - 1].dateTime)) : "";
    log.querySelector("[data-nothing]")?.remove();
    if (document.hidden && !log.querySelector("[data-arrived]")) {
      const mark = copy("new").firstElementChild;
      mark.dataset.arrived = "";
      log.append(mark);
    }
    if (before !== dayKey(at)) {
      const day = copy("day").firstElementChild;
      day.querySelector("h2").textContent = dayWords(at);
      log.append(day);
    }
    log.append(built(message));
    return true;
  }

  /* --- The order: every event once, none before its turn --- */
  function apply(event) {
    if (event.seq <= last) return;
    if (refreshing || event.seq > last + 1) {
      held.set(event.seq, event);
      if (!refreshing && asked !== last) { asked = last; link.fetch(); }
      return;
    }
    last = event.seq;
    if (event.message) steadily(() => {
      const isNew = showMessage(event.message);
      settle(event.message.client_id);
      if (isNew && String(event.message.author.id) !== me) announce(`${event.message.author.name}: ${event.message.text}`);
    });
    else { clearTimeout(renewing); renewing = setTimeout(() => refresh(false), 300); }
    const next = held.get(last + 1);
    held.delete(last + 1);
    if (next) apply(next);
  }

  /* Take the server's own words again: who can read this, who is here, and after a long time away, the messages. */
  async function refresh(withLog) {
    if (withLog) refreshing = true;
    try {
      const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-part]")) {
        const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
        if (fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
      }
      for (const name of [".govuk-hint", "[data-send]"]) {
        const fresh = page.querySelector(`[data-composer] ${name}`);
        if (fresh) form.querySelector(name).textContent = fresh.textContent;
      }
      if (withLog) steadily(() => {
        log.replaceChildren(...page.querySelector("[data-log]").childNodes);
        last = Number(page.querySelector("[data-room]").dataset.seq);
      });
    } catch {
      /* no connection: the next event or the next visit brings it */
    } finally {
      if (withLog) {
        refreshing = null;
        asked = -1;
        for (const seq of [...held.keys()].sort((a, b) => a - b)) { const event = held.get(seq); held.delete(seq); apply(event); }
      }
    }
  }

  /* --- What is being sent --- */
  function show(entry) {
    let item = waiting.querySelector(`[data-id="${entry.client_id}"]`);
    if (!item) {
      item = copy("mine").firstElementChild;
      item.dataset.id = entry.client_id;
      item.querySelector("[data-text]").replaceChildren(...paragraphs(entry.text));
      waiting.append(item);
    }
    item.querySelector("[data-state]")?.remove();
    const state = copy(entry.state);
    if (entry.why) state.querySelector("[data-why]").textContent = entry.why;
    item.querySelector("[data-text]").after(state);
  }

  function settle(id) {
    const item = waiting.querySelector(`[data-id="${id}"]`);
    if (!item) return;
    item.remove();
    if (outbox.find(id)) announce("Sent");
    outbox.remove(id);
  }

  function fieldsFor(values) {
    const fields = new FormData(form);
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    return fields;
  }

  function sendOne(entry) {
    if (link.ended) { outbox.mark(entry, "not-sent", "Copy the words if you want to keep them."); show(entry); return null; }
    if (link.isLive) { link.send({ t: "send", client_id: entry.client_id, text: entry.text }); return null; }
    if (!link.polling) return null;
    return link.post(fieldsFor(entry));
  }

  async function sendWaiting() {
    for (const entry of outbox.entries.filter(({ state }) => state === "sending")) await sendOne(entry);
  }

  form.addEventListener("submit", (event) => {
    const text = box.value.trim();
    const fits = text && text.length <= Number(form.dataset.most);
    if (!fits && !link.ended) return; // the server says what is wrong, and keeps the words
    event.preventDefault();
    if (link.ended) { tell.state(link.ended); return; }
    const entry = outbox.add(text);
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    steadily(() => show(entry));
    sendOne(entry);
  });

  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });

  waiting.addEventListener("click", (event) => {
    const entry = outbox.find(event.target.closest("[data-id]")?.dataset.id);
    if (!entry) return;
    if (event.target.closest("[data-retry]")) { outbox.mark(entry, "sending"); show(entry); sendOne(entry); }
    else if (event.target.closest("[data-copy]")) navigator.clipboard?.writeText(entry.text).then(() => announce("Copied"));
    else if (event.target.closest("[data-discard]")) { outbox.remove(entry.client_id); event.target.closest("[data-id]").remove(); }
  });

  /* --- What has been read --- */
  const shown = () => Number(log.querySelector("li:last-child article")?.id.slice(1) || 0);
  let read = 0;
  let reading;
  function noteRead() {
    clearTimeout(reading);
    reading = setTimeout(() => {
      const end = log.lastElementChild?.getBoundingClientRect();
      const count = shown();
      if (document.hidden || !end || end.top > window.innerHeight || end.bottom < 0 || count <= read) return;
      if (!link.send({ t: "read", count })) link.tellRead(readAddress, fieldsFor({ count }));
      read = count;
      room.querySelector("[data-read]")?.remove();
    }, 1000);
  }
  for (const moment of ["scroll", "focus"]) window.addEventListener(moment, noteRead, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) log.querySelector("[data-arrived]")?.remove();
    else noteRead();
  });

  /* --- The line --- */
  const tell = {
    events: (list) => { list.forEach(apply); noteRead(); },
    live: () => { noteRead(); sendWaiting(); },
    ack: (frame) => {
      const entry = outbox.find(frame.client_id);
      if (frame.seq <= last) settle(frame.client_id);
      else if (entry) { outbox.remove(frame.client_id); show({ ...entry, state: "sent", why: "" }); announce("Sent"); }
    },
    nack: (frame) => {
      const entry = outbox.find(frame.client_id);
      if (entry && frame.code === 4029) setTimeout(sendWaiting, 11000);
      else if (entry) { outbox.mark(entry, "not-sent", `${frame.words}.`); show(entry); announce(`Not sent. ${frame.words}.`); }
    },
    resync: (head) => { last = Math.max(last, head); refresh(true); },
    state: (name) => {
      clearTimeout(noticing);
      if (name === "live") { region.replaceChildren(); region.dataset.state = name; return; }
      const wait = name === "reconnecting" ? 1500 : 0;
      noticing = setTimeout(() => {
        if (region.dataset.state === name && region.children.length && !link.ended) return;
        region.dataset.state = name;
        region.replaceChildren(copy(name));
      }, wait);
      if (link.ended) outbox.entries.forEach((entry) => { if (entry.state === "sending") { outbox.mark(entry, "not-sent", "Copy the words if you want to keep them."); show(entry); } });
    },
  };
  const address = new URL(socket, window.location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const link = new Link({ socket: address.href, events, post: form.action, last: () => last, tell });
  outbox.entries.forEach(show);
  link.connect();
}
