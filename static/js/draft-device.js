/* Drafts in this tab, for this person only: in sessionStorage, never longer, because other people use the same phone.
   They go when the form has arrived, when the person signs out, when somebody else signs in, and when the tab is closed. */
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

/* Whether this page is where a form that was taken leads: it is reached from a page of ours, by another address. A page that
   was typed, bookmarked or opened after the browser's own "no connection" is not, and says nothing of what was sent. */
function isReached() {
  const [way] = performance.getEntriesByType("navigation");
  return !way || (way.redirectCount > 0 && document.referrer !== "");
}

/* A page on which nobody is signed in, right after somebody sent a form, says that their session was over; and a page that
   says something could not be done is marked. On a page that a form leads to what was sent has arrived. Others' drafts go. */
export function tidy(places) {
  if (!kept) return;
  const isMarked = document.querySelector("meta[name=drafts][content=keep]");
  if (person && !isMarked) forget((key) => !key.startsWith(`${PREFIX}:${person}:`));
  if (isMarked || !isReached()) bringBack(() => true);
  else if (!person) bringBack((key) => !key.startsWith(`${PREFIX}::`));
  else {
    const here = new Set(places.map(keyOf));
    forget((key) => !here.has(key) && SENT.test(kept.getItem(key) || ""));
  }
}
