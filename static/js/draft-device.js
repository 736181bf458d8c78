/* Drafts in this tab, for this person only: in sessionStorage, never longer, because other people use the same phone.
   They go when the form is sent, when the person signs out, when somebody else signs in, and when the tab is closed. */
const PREFIX = "yd-draft";
const SENT = /"sent":true\}$/;
const person = document.body.dataset.person || "";
const kept = store();

function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // storage is switched off: the page works without it
  }
}

const keyOf = (place) => `${PREFIX}:${person}:${place}`;

export function forget(test = () => true) {
  if (kept) for (const key of Object.keys(kept)) if (key.startsWith(`${PREFIX}:`) && test(key)) kept.removeItem(key);
}

export const forgetPlace = (place) => forget((key) => key === keyOf(place));

export function read(place) {
  try {
    return JSON.parse(kept.getItem(keyOf(place)));
  } catch {
    return null;
  }
}

export function write(place, draft) {
  try {
    kept.setItem(keyOf(place), JSON.stringify(draft));
  } catch {
    forgetPlace(place); // full: better none than a torn one
  }
}

/* What was sent and did not arrive is not forgotten. */
function bringBack(test) {
  for (const key of Object.keys(kept)) if (key.startsWith(`${PREFIX}:`) && test(key)) kept.setItem(key, kept.getItem(key).replace(SENT, '"sent":false}'));
}

/* A page on which nobody is signed in, right after somebody sent a form, says that their session was over; and a page that
   says something could not be done is marked. On any other page what was sent has arrived, and others' drafts go. */
export function tidy(places) {
  if (!kept) return;
  if (document.querySelector("meta[name=drafts][content=keep]")) bringBack(() => true);
  else if (!person) bringBack((key) => !key.startsWith(`${PREFIX}::`));
  else {
    const here = new Set(places.map(keyOf));
    forget((key) => !key.startsWith(`${PREFIX}:${person}:`));
    forget((key) => !here.has(key) && SENT.test(kept.getItem(key) || ""));
  }
}
