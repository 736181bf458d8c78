/* Fills the server's own markup, kept in templates on the page, with a message as it is now. */
export const copy = (name) => document.querySelector(`template[data-template="${name}"]`).content.cloneNode(true);
export const copyOne = (name) => copy(name).firstElementChild;

export function paragraphs(text) {
  return text.split(/\n{2,}/).map((part) => {
    const p = document.createElement("p");
    part.split("\n").forEach((line, place) => p.append(...(place ? [document.createElement("br"), line] : [line])));
    return p;
  });
}

/* The server's own HTML of a message: it alone knows Markdown, and what may come out of it. */
function written(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [holder.content];
}

/* Times and days as this person lives them. */
export class Days {
  constructor(zone) {
    const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
    this.times = format({ hour: "numeric", minute: "2-digit", hour12: true });
    this.keys = format({ year: "numeric", month: "2-digit", day: "2-digit" });
    this.words = format({ weekday: "long", day: "numeric", month: "long" });
  }

  time(at) {
    const said = this.times.format(at).replace(/\s|:00/g, "").toLowerCase();
    return { "12am": "midnight", "12pm": "noon" }[said] || said;
  }

  isSame(one, other) {
    return this.keys.format(one) === this.keys.format(other);
  }

  name(at) {
    const { weekday, day, month } = Object.fromEntries(this.words.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${this.isSame(at, new Date()) ? "Today, " : ""}${weekday} ${day} ${month}`;
  }
}

/* Whom the reader blocked: what they write comes folded. */
const folded = new Set((document.querySelector("[data-folded]")?.dataset.folded || "").split(" "));
const templates = document.querySelector("[data-words]");
const labels = (name) => JSON.parse(templates.dataset[name]);

export const saysNothing = (message) => message.gone || message.hidden;

export const isFolded = (message) => folded.has(String(message.author.id)) && !saysNothing(message);

/* What a message says in plain words: for those who listen, and where there is no room for more. */
export function plainWords(message) {
  if (message.gone) return `${message.author.name} took this message back.`;
  if (message.hidden) return templates.dataset.hidden;
  const said = message.html ? written(message.html)[0].textContent.trim() : message.text;
  return message.signal ? labels("signals")[message.signal] : [said, ...namesOf(message)].filter(Boolean).join("\n");
}

/* What its files are called, or show. */
function namesOf({ files = [] }) {
  return files.map(({ name, description }) => description || name);
}

/* What an answer quotes; of somebody who is blocked only the name. */
export function quoteOf({ author, name, words }) {
  if (!name) return templates.dataset.earlier;
  return words && !folded.has(String(author)) ? `${name}: ${words}` : name;
}

/* The photo that the page shows beside this person's name, or their initials. */
function showFace(avatar, author) {
  const photo = document.querySelector(`[data-face="${author.id}"] img`)?.cloneNode();
  avatar.textContent = author.initials;
  avatar.className = `avatar a-${author.hue}`;
  if (!photo) return;
  photo.className = "avatar";
  avatar.replaceWith(photo);
}

/* Put the words in; behind a fold where the reader, or the writer, would rather open them. */
function showWords(item, message) {
  const words = item.querySelector("[data-text]");
  words.replaceChildren(...(message.html || message.files.length ? written(message.html) : paragraphs(plainWords(message))));
  if (saysNothing(message)) {
    const gone = document.createElement("p");
    gone.className = "soft";
    gone.dataset.text = "";
    gone.textContent = plainWords(message);
    words.replaceWith(gone);
    return;
  }
  if (!isFolded(message) && !message.note) return;
  const fold = copyOne(isFolded(message) ? "folded" : "noted");
  if (!isFolded(message)) fold.querySelector("[data-note]").textContent = message.note;
  fold.querySelector("[data-text]").replaceChildren(...words.childNodes);
  words.replaceWith(fold);
}

/* The pictures and documents that came with it, beneath the words and behind the same fold. */
function showFiles(item, message) {
  if (!message.files.length) return;
  const list = copyOne("files");
  list.replaceChildren(...message.files.map(fileItem));
  item.querySelector("[data-text]").after(list);
}

function fileItem({ kind, name, url, width, height, description, about }) {
  const item = copyOne(kind);
  item.querySelector("a").href = url;
  if (kind === "picture") {
    item.querySelector("a").replaceChildren(Object.assign(new Image(width, height), { loading: "lazy", decoding: "async", alt: description || name, src: `${url}small/` }));
    return item;
  }
  item.querySelector("a").textContent = name;
  item.querySelector("[data-about]").textContent = about;
  const shows = item.querySelector("[data-shows]");
  shows.textContent = description;
  if (!description) shows.remove();
  return item;
}

function showMarks(item, message, me) {
  const silent = saysNothing(message);
  const marks = { edited: message.revision && !silent, pinned: message.pinned, named: message.named.includes(Number(me)), quote: message.answers && !silent };
  Object.entries(marks).forEach(([name, isThere]) => { if (!isThere) item.querySelector(`[data-${name}]`)?.remove(); });
  const quote = item.querySelector("[data-quote] a");
  if (!quote) return;
  quote.textContent = quoteOf(message.answers);
  quote.setAttribute("href", `?at=${message.answers.number}#m${message.answers.number}`);
}

/* The short answers that others gave, as chips to press. */
export function chipsOf(message, me, whose) {
  return message.reactions.map(({ code, people }) => {
    const chip = copyOne("chip");
    const mine = people.includes(Number(me));
    chip.setAttribute("formaction", `${whose.more}react/`);
    chip.name = mine ? "off" : "on";
    chip.value = code;
    chip.setAttribute("aria-pressed", String(mine));
    const hidden = chip.lastElementChild;
    hidden.textContent = ` to ${whose.name}, ${whose.time}`;
    chip.replaceChildren(`${labels("reactions")[code]} ${people.length}`, hidden);
    return chip;
  });
}

/* The ways on from a message: each leads to it, and says to whom. */
function showWays(item, message, me, whose) {
  const acts = item.querySelector("[data-acts]");
  const silent = saysNothing(message);
  acts.querySelectorAll("a").forEach((link) => {
    const whom = link.querySelector(".govuk-visually-hidden");
    whom.textContent = whom.textContent.replace(/^(\s*(?:about this:|to do with|to)).*?(, or more)?$/s, `$1 ${whose.name}, ${whose.time}$2`);
    link.setAttribute("href", link.getAttribute("href").replace("/messages/0/", `/messages/${message.number}/`).replace("reply=0#", `reply=${message.number}#`));
  });
  item.querySelector("[data-edited]")?.setAttribute("href", `${whose.more}#before`);
  if (message.gone) acts.remove();
  else if (silent) acts.querySelectorAll("[data-reply], [data-tell]").forEach((link) => link.remove());
  else acts.prepend(...chipsOf(message, me, whose));
}

/* One's own words on their way: nobody can answer them yet. */
export function waitingItem(entry) {
  const item = copyOne("mine");
  item.querySelectorAll("[data-acts], [data-edited], [data-pinned], [data-quote]").forEach((part) => part.remove());
  item.dataset.id = entry.client_id;
  item.querySelector("[data-at]").textContent = "";
  item.querySelector("[data-text]").replaceChildren(...paragraphs(plainWords({ text: "", ...entry.said, author: {}, files: (entry.files || []).map((name) => ({ name })) })));
  return item;
}

export function messageItem(message, me, days) {
  const mine = String(message.author.id) === me;
  const item = copyOne(mine ? "mine" : "message");
  const [article, name, avatar, time] = ["article", "[data-name]", ".avatar", "[data-at]"].map((part) => item.querySelector(part));
  article.id = `m${message.number}`;
  article.classList.toggle("msg--signal", Boolean(message.signal));
  if (!mine) {
    name.textContent = message.author.name;
    showFace(avatar, message.author);
  }
  time.dateTime = `${new Date(message.sent_at).toISOString().slice(0, 19)}Z`;
  time.textContent = days.time(new Date(message.sent_at));
  const more = item.querySelector("[data-more]").getAttribute("href").replace("/messages/0/", `/messages/${message.number}/`);
  const whose = { name: message.author.name, time: time.textContent, more };
  showMarks(item, message, me);
  showWays(item, message, me, whose);
  showWords(item, message);
  showFiles(item, message);
  return item;
}

/* Put a message as it is now in the place of what it was; the focus and what is open stay as they were. */
export function exchange(there, item) {
  const focused = there.contains(document.activeElement) ? placeIn(document.activeElement) : "";
  const [before, after] = [there, item].map((each) => each.querySelector("details"));
  if (before && after) after.open = before.open;
  item.querySelector("article").tabIndex = there.querySelector("article").tabIndex;
  there.replaceWith(item);
  if (focused) (item.querySelector(focused) || item.querySelector("[data-more]") || item.querySelector("article"))?.focus();
}

function placeIn(element) {
  const name = ["more", "reply", "tell", "edited"].find((each) => each in element.dataset);
  if (name) return `[data-${name}]`;
  return element.matches("button") ? `button[value="${element.value}"]` : element.tagName.toLowerCase();
}
