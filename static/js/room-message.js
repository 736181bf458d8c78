/* Fills the server's own markup, kept in templates on the page, with a message that has just come. */
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

export const isFolded = (message) => folded.has(String(message.author.id)) && !message.gone;

function template(message, mine) {
  if (mine) return "mine";
  return isFolded(message) ? "folded" : "message";
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

export function messageItem(message, mine, days) {
  const item = copyOne(template(message, mine));
  const [article, name, avatar, time, words] = ["article", "[data-name]", ".avatar", "[data-at]", "[data-text]"].map((part) => item.querySelector(part));
  article.id = `m${message.number}`;
  if (!mine) {
    name.textContent = message.author.name;
    showFace(avatar, message.author);
  }
  time.dateTime = message.sent_at;
  time.textContent = days.time(new Date(message.sent_at));
  words.replaceChildren(...(message.gone ? paragraphs(`${message.author.name} took this message back.`) : written(message.html)));
  words.classList.toggle("soft", message.gone);
  if (!mine) tellAbout(item.querySelector("[data-tell]"), message, time.textContent);
  return item;
}

/* The way to tell somebody about it; what was taken back has none. */
function tellAbout(line, message, time) {
  if (message.gone) {
    line.remove();
    return;
  }
  const link = line.querySelector("a");
  link.setAttribute("href", link.getAttribute("href").replace("/messages/0/", `/messages/${message.number}/`));
  link.querySelector("span").textContent = `: ${message.author.name}, ${time}`;
}
