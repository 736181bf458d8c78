/* A room that is open: brings the page's own markup up to date, keeps what is being sent, says what happens.
   Without scripts the page works by loading it again. Nothing here moves the focus. */
import { startApart } from "./room-apart.js";
import { Below } from "./room-below.js";
import { Company } from "./room-company.js";
import { Files, upload } from "./room-files.js";
import { Roving, sendByKeys } from "./room-keys.js";
import { Link } from "./room-link.js";
import { Days, copy, copyOne, exchange, isFolded, messageItem, plainWords, quoteOf } from "./room-message.js";
import { offerNames } from "./room-names.js";
import { Order } from "./room-order.js";
import { Panel } from "./room-panel.js";
import { PARTS_ONLY, takeParts } from "./room-parts.js";
import { Sending } from "./room-sending.js";
import { announce } from "./room-voice.js";

const COPY_THEM = "Copy the words if you want to keep them.";
const FOLDED = "Somebody you blocked wrote. It is folded.";
const SIGNED_OUT = "You are signed out.";
const TWICE = 1500; // milliseconds: a hand that shakes presses twice within them
const room = document.querySelector("[data-room]");
const written = room.querySelector("[data-composer] textarea");
if (written) offerNames(written); // before Enter may send
if (room.dataset.live === undefined) startApart(room);
else start();

function start() {
  const { me, zone } = room.dataset;
  const [log, form, region] = ["log", "composer", "connection"].map((name) => room.querySelector(`[data-${name}]`));
  const box = form.querySelector("textarea");
  const [note, answered] = ["content_note", "reply_to"].map((name) => form.elements[name]);
  const signals = document.querySelector("[data-signals]");
  const days = new Days(zone);
  const roving = new Roving(log);
  const below = new Below(room.querySelector("[data-below]"), log);
  const files = new Files(form);
  const company = new Company(box, () => link.send({ t: "typing" }));
  const panel = new Panel(document.querySelector("[data-panel-dialog]"));
  const timers = {};
  const order = new Order(Number(room.dataset.seq), { show: showEvent, fetch: () => link.fetch() });
  const going = new Set(); // whose files are on their way
  let read = 0;
  let wentAt = -TWICE;
  let isClosed = false;
  let isOpenAgain = false; // and that is still being said

  function soon(name, delay, what) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(what, delay);
  }

  /* The composer stays where it is on the screen while something is added above it. */
  function steadily(change) {
    const before = form.getBoundingClientRect();
    change();
    if (before.top < window.innerHeight && before.bottom > 0) window.scrollBy({ top: form.getBoundingClientRect().top - before.top, behavior: "instant" });
  }

  /* On a phone the messages end above what is in sight: whoever has pressed a button sees what came of it. */
  const bringIntoSight = (element) => element.scrollIntoView({ block: "nearest", behavior: "instant" });

  /* --- What happens in the room --- */
  function showEvent({ kind, message, state }) {
    if (kind === "act") document.dispatchEvent(new CustomEvent("room:act", { detail: state }));
    if (kind === "message") steadily(() => addMessage(message));
    else if (message) steadily(() => changeMessage(message));
    if (kind === "anew") refreshSoon(300, true); // something is kept no longer
    else if (kind === "act") refreshSoon(0);
    else if (!message || kind === "pin" || document.querySelector(".pins")) refreshSoon(300);
  }

  const newest = () => Number(log.querySelector("li:last-child article")?.id.slice(1) || 0);

  /* Where it stands among the messages; the panel may show the same one. */
  const placed = ({ number }) => log.querySelector(`#m${number}`);

  function changeMessage(message) {
    log.querySelectorAll(`[data-quote] a[href$="#m${message.number}"]`).forEach((quote) => { quote.textContent = quoteOf({ author: message.author.id, name: message.author.name, words: message.beginning }); });
    const there = placed(message)?.closest("li");
    if (there) exchange(there, messageItem(message, me, days));
    roving.settle();
    below.settle();
  }

  function addMessage(message) {
    const mine = String(message.author.id) === me;
    sending.settle(message.client_id);
    if (placed(message)) { changeMessage(message); return; }
    const at = new Date(message.sent_at);
    const before = [...log.querySelectorAll("time[datetime]")].at(-1);
    log.querySelector("[data-nothing]")?.remove();
    if (!mine && document.hidden && !log.querySelector("[data-arrived]")) log.append(copyOne("arrived"));
    if (!before || !days.isSame(new Date(before.dateTime), at)) {
      const day = copyOne("day");
      day.querySelector("h2").textContent = days.name(at);
      log.append(day);
    }
    log.append(messageItem(message, me, days));
    roving.settle();
    company.stops(message.author.id);
    below.add(placed(message));
    if (!mine) announce(isFolded(message) ? FOLDED : heardAs(message));
  }

  /* A message that is about something hard is read out as that; the words are opened by whoever wants to. */
  function heardAs(message) {
    return `${message.author.name}: ${message.note ? `about ${message.note}. It is folded.` : plainWords(message)}`;
  }

  /* Once the messages are owed, whatever comes meanwhile has them taken too. */
  let isLogOwed = false;
  function refreshSoon(delay, withLog = false) {
    isLogOwed ||= withLog;
    soon("refresh", delay, () => refresh(isLogOwed));
  }

  /* Take the server's own words again: who can read this, who is here and, after a long time away, the messages. */
  async function refresh(withLog) {
    if (withLog) order.wait(true);
    try {
      const answer = await fetch(window.location.pathname, PARTS_ONLY);
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      takeParts(page);
      const composer = page.querySelector("[data-composer]");
      if (composer) for (const words of [".govuk-label", ".govuk-hint", "[data-send]"]) form.querySelector(words).textContent = composer.querySelector(words).textContent;
      company.show();
      const { seq, from, closed } = page.querySelector("[data-room]").dataset;
      if (Number(seq) >= order.last) setClosed(closed !== undefined);
      if (!withLog && from !== room.dataset.from) refreshSoon(0, true); // newcomers may read from the start now
      if (!withLog) return;
      room.dataset.from = from;
      isLogOwed = false;
      const place = document.activeElement.closest("[data-log] article")?.id;
      const before = newest();
      steadily(() => ["[data-older]", "[data-log]"].forEach((part) => room.querySelector(part).replaceChildren(...page.querySelector(part).childNodes)));
      roving.settle();
      below.settle();
      below.add(...[...log.querySelectorAll("article")].filter(({ id }) => Number(id.slice(1)) > before));
      if (document.activeElement === document.body) document.getElementById(place)?.focus(); // whoever stands at a message stays there
      order.restart(Number(seq));
    } catch {
      if (withLog) refreshSoon(5000, true); // else the next event or the next visit brings it
    } finally {
      if (withLog) order.wait(false);
    }
  }

  /* Closed, or open again, as the server has said: nothing is sent meanwhile. */
  function setClosed(closed) {
    if (closed === isClosed) return;
    isClosed = closed;
    isOpenAgain = !closed;
    if (closed) sending.giveAllBack(COPY_THEM);
    tell.state(closed ? "closed" : "open-again");
  }

  const barred = () => link.ended || (isClosed ? "closed" : "");

  function sayBarred() {
    tell.state(barred());
    bringIntoSight(region);
  }

  /* --- What is being sent --- */
  function fieldsFor(values) {
    const fields = new FormData(form);
    [...fields.keys()].filter((name) => /^(file|shows)_/.test(name)).forEach((name) => fields.delete(name)); // what is in the boxes is for the next message
    Object.entries(values).forEach(([name, value]) => fields.set(name, value));
    return fields;
  }

  async function send(entry) {
    const { client_id, said } = entry;
    if (entry.files?.length) await sendFiles(entry);
    else if (link.joined) link.send({ t: "send", client_id, ...said });
    else if (link.polling) await link.post(said.signal ? signals.action : form.action, fieldsFor({ text: "", content_note: "", reply_to: "", client_id, ...said }));
  }

  /* Files go by a request of their own, line or no line. */
  async function sendFiles(entry) {
    const { client_id, said } = entry;
    if (!files.has(client_id)) { sending.giveBack(entry); return; }
    if (going.has(client_id) || !(link.joined || link.polling)) return;
    going.add(client_id);
    const fields = fieldsFor({ text: "", content_note: "", reply_to: "", client_id, ...said });
    files.addTo(fields, client_id);
    const isAnswered = await link.post(form.action, fields, () => upload(form.action, fields, (percent) => sending.showHowFar(client_id, percent)));
    going.delete(client_id);
    if (!isAnswered && link.joined) sending.giveBack(entry, "That did not get through."); // no new connection will send it again
  }

  function sendSaid(said, filesOf) {
    if (barred()) { sayBarred(); return; }
    const entry = sending.outbox.add(said, filesOf);
    steadily(() => sending.show(entry));
    bringIntoSight(sending.itemOf(entry.client_id));
    send(entry);
  }

  form.addEventListener("submit", (event) => {
    const text = box.value.trim();
    if (!text && !files.chosen.length && event.timeStamp - wentAt < TWICE) { event.preventDefault(); return; } // it went with the first press
    if (!barred() && ((!text && !files.chosen.length) || text.length > Number(form.dataset.most))) return; // the server says what is wrong, and keeps the words
    event.preventDefault();
    if (barred()) { sayBarred(); return; }
    if (files.tooBig().length) { files.refuse(); return; }
    sendSaid(Object.fromEntries([["text", text], ["content_note", note.value.trim()], ["reply_to", answered.value]].filter(([, value]) => value)), (id) => files.take(id));
    wentAt = event.timeStamp;
    box.value = "";
    note.value = "";
    note.closest("details").open = false;
    answer(null);
    box.dispatchEvent(new Event("input", { bubbles: true })); // the draft goes, what waits is kept by the outbox
    form.querySelector(".kept")?.remove();
  });

  signals?.addEventListener("submit", (event) => {
    event.preventDefault();
    sendSaid({ signal: event.submitter.value });
  });

  /* What the box answers: the message of a link that was followed, or none. */
  function answer(item) {
    answered.value = item ? item.querySelector("article").id.slice(1) : "";
    const region = form.querySelector("[data-answering]");
    region.replaceChildren(...(item ? [copy("answering")] : []));
    if (!item) return;
    region.querySelector("[data-name]").textContent = item.querySelector("[data-name]").textContent;
    region.querySelector("[data-words]").textContent = (item.querySelector("[data-note]") || item.querySelector("summary") || item.querySelector("[data-text]")).textContent.trim().slice(0, 80);
  }

  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-reply], [data-no-answer], [data-more], [data-edited]");
    if (!way || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (way.matches("[data-more], [data-edited]")) { panel.open(way); return; }
    const number = way.dataset.reply || way.closest("article")?.id.slice(1);
    answer(document.getElementById(`m${number}`)?.closest("li"));
    box.focus();
  });

  /* A tap under a message: said at once, shown when it comes back as an event. */
  document.getElementById("taps").addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, value } = event.submitter;
    const number = Number(event.submitter.getAttribute("formaction").match(/messages\/(\d+)\//)[1]);
    if (isClosed) announce("Not done. This room is closed.");
    else if (link.joined) link.send({ t: "react", number, [name]: value });
    else if (link.polling) panel.send(event.target, event.submitter);
    else announce("Not done. Try again when the line is back.");
  });

  sendByKeys(form, box);
  document.querySelector("[data-keys]").hidden = false;

  /* Somebody who reads slowly, or listens, has new messages wait until they say so. */
  const [hold, holding] = ["hold", "hold-button"].map((name) => room.querySelector(`[data-${name}]`));
  hold.hidden = false;
  function countHeld() {
    const held = order.queue.filter(({ kind }) => kind === "message").length;
    room.querySelector("[data-hold-count]").textContent = held ? `${held} new message${held === 1 ? " waits" : "s wait"}` : "";
  }
  holding.addEventListener("click", () => {
    order.hold(!order.isHeld);
    holding.setAttribute("aria-pressed", String(order.isHeld));
    holding.textContent = order.isHeld ? "Show new messages" : "Hold new messages";
    countHeld();
  });

  /* --- What has been read: when the end of the log is in sight --- */
  const noteRead = () => soon("read", 1000, () => {
    const end = log.lastElementChild.getBoundingClientRect();
    const count = newest();
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
    events: (list) => { list.forEach((event) => order.take(event)); countHeld(); noteRead(); },
    here: (frame) => company.here(frame),
    typing: (person) => company.typing(person),
    live: () => {
      noteRead();
      if (isClosed) refreshSoon(300); // it may be open again
      else sending.sendWaiting();
    },
    closed: () => setClosed(true),
    ack: (frame) => sending.ack(frame, frame.seq <= order.shown),
    nack: (frame) => sending.nack(frame),
    resync: () => refresh(true),
    state: (name) => {
      isOpenAgain = isOpenAgain && ["live", "open-again"].includes(name); // it is said for as long as the line holds
      const shown = barred() || (isOpenAgain ? "open-again" : name);
      soon("state", shown === "reconnecting" ? 1500 : 0, () => {
        if (region.dataset.state === shown && !barred()) return;
        region.dataset.state = shown;
        region.replaceChildren(...(shown === "live" ? [] : [copy(shown)]));
      });
      if (link.ended) sending.giveAllBack(link.ended === "signed-out" ? SIGNED_OUT : COPY_THEM);
    },
  };

  const link = new Link({ ...room.dataset, last: () => order.last, tell });
  const sending = new Sending(room, { send, files });
  link.connect();
}
