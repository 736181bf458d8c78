/* A page of a room that takes in nothing new by itself: of a closed room, or of older messages. What waits to be sent
   from this tab is shown, and goes by requests: where the room is closed, only to learn whether it was stored before that.
   What stands there is followed, so that what is taken back goes from here too, and a closed room says when it is open. */
import { Roving } from "./room-keys.js";
import { Link } from "./room-link.js";
import { copy } from "./room-message.js";
import { PARTS_ONLY } from "./room-parts.js";
import { Sending } from "./room-sending.js";

const headers = { Accept: "application/json" };
const refusals = { 403: "This page is out of date.", 404: "You are no longer in this room." };
const WITHIN = 500;
const PARTS = ["[data-part=audience]", "[data-part=pins]", "[data-part=people]", "[data-older]", "[data-log]"];

export function startApart(room) {
  const isClosed = "closed" in room.dataset;
  const sending = new Sending(room, { send: (entry) => post(room, sending, entry), canRetry: !isClosed });
  sending.sendWaiting();
  follow(room, isClosed);
}

async function post(room, sending, entry) {
  const { client_id, said } = entry;
  const fields = new FormData(document.getElementById("taps"));
  Object.entries({ ...said, client_id }).forEach(([name, value]) => fields.set(name, value));
  try {
    const answer = await fetch(said.signal ? room.dataset.signalling : room.dataset.sending, { method: "POST", body: fields, headers });
    if (answer.redirected || refusals[answer.status]) { sending.giveBack(entry, refusals[answer.status] || "You are signed out."); return; }
    const frame = await answer.json();
    if (frame.t === "ack") sending.ack(frame, document.getElementById(`m${frame.number}`));
    else sending.nack({ ...frame, client_id });
  } catch {
    sending.giveBack(entry, "That did not get through.");
  }
}

function follow(room, wasClosed) {
  const region = room.querySelector("[data-connection]");
  const known = new Map(PARTS.map((part) => [part, document.querySelector(part).innerHTML]));
  const roving = new Roving(room.querySelector("[data-log]"));
  let last = Number(room.dataset.seq);
  let timer = 0;
  let hasJoined = false;
  const soon = () => { clearTimeout(timer); timer = setTimeout(() => refresh().catch(() => {}), WITHIN); }; // or the next event brings it
  const concerns = ({ kind, message }) => !message || kind === "pin" || document.getElementById(`m${message.number}`);

  function exchange(part, now) {
    if (known.get(part) === now.innerHTML) return;
    known.set(part, now.innerHTML);
    document.querySelector(part).replaceChildren(...now.childNodes);
  }

  async function refresh() {
    const answer = await fetch(window.location.href, PARTS_ONLY);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = document.activeElement.closest("[data-log] article")?.id;
    PARTS.forEach((part) => exchange(part, page.querySelector(part)));
    roving.settle();
    if (document.activeElement === document.body) document.getElementById(place)?.focus(); // whoever stands at a message stays there
    const now = page.querySelector("[data-room]").dataset;
    last = Math.max(last, Number(now.seq));
    const isOpen = !("closed" in now);
    if (!wasClosed || isOpen === (region.dataset.state === "open-now")) return;
    room.querySelector("#write > .notice")?.remove(); // what it says is not so any more
    region.dataset.state = isOpen ? "open-now" : "closed";
    region.replaceChildren(copy(region.dataset.state));
  }

  const link = new Link({
    ...room.dataset,
    last: () => last,
    tell: {
      events: (list) => { last = Math.max(last, ...list.map(({ seq }) => seq)); if (list.some(concerns)) soon(); },
      live: () => { if (hasJoined) soon(); hasJoined = true; },
      resync: refresh,
      state: (name) => { if (link.ended) region.replaceChildren(copy(name)); },
      closed() {},
      here() {},
      typing() {},
    },
  });
  link.connect();
}
