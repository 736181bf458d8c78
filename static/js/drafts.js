/* What is being written in a form marked data-draft="key" is kept in this tab, for this person only.
   It is kept in sessionStorage, never longer: other people use the same phone. It goes when the form is sent,
   when the person signs out, when somebody else signs in, and when the tab is closed. */
const PREFIX = "yd-draft";
const person = document.body.dataset.person || "";
const arrivedBack = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);

function store() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // storage is switched off: the page works without it
  }
}

const kept = store();
const nameOf = (form) => `${PREFIX}:${person}:${form.dataset.draft}`;
const boxesOf = (form) => [...form.querySelectorAll("textarea[name], input[type=text][name]:not([autocomplete=one-time-code])")];

function forget(test) {
  for (const key of Object.keys(kept)) if (key.startsWith(`${PREFIX}:`) && test(key)) kept.removeItem(key);
}

function read(form) {
  try {
    return JSON.parse(kept.getItem(nameOf(form))) || null;
  } catch {
    return null;
  }
}

function keep(form, sent = false) {
  const written = boxesOf(form).filter((box) => box.value !== box.defaultValue);
  if (!written.length) {
    forget((key) => key === nameOf(form));
    return;
  }
  const values = Object.fromEntries(written.map((box) => [box.name, box.value]));
  try {
    kept.setItem(nameOf(form), JSON.stringify({ values, sent }));
  } catch {
    forget((key) => key === nameOf(form)); // full: better none than a torn one
  }
}

function say(form) {
  const line = document.createElement("p");
  line.className = "kept";
  line.setAttribute("role", "status");
  line.textContent = "We put back what you had written here. ";
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "chip chip--text";
  clear.textContent = "Clear it";
  clear.addEventListener("click", () => {
    form.reset();
    forget((key) => key === nameOf(form));
    line.remove();
    boxesOf(form)[0]?.focus();
  });
  line.append(clear);
  form.prepend(line);
}

function restore(form) {
  const draft = read(form);
  if (!draft) return;
  if (draft.sent && !arrivedBack && !document.querySelector("[data-error-summary]")) {
    forget((key) => key === nameOf(form));
    return;
  }
  kept.setItem(nameOf(form), JSON.stringify({ values: draft.values, sent: false }));
  let changed = false;
  for (const box of boxesOf(form)) {
    const value = draft.values[box.name];
    if (!value || value === box.value || box.value !== box.defaultValue || box.defaultValue !== "") continue;
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    changed = true;
  }
  if (changed) say(form);
}

function sentElsewhere() {
  const here = new Set([...document.querySelectorAll("form[data-draft]")].map(nameOf));
  forget((key) => !here.has(key) && (kept.getItem(key) || "").endsWith('"sent":true}'));
}

if (kept) {
  // On the way to signing in again, and on the page that says a form was open too long, words stay.
  if (person && !document.querySelector("meta[name=drafts][content=keep]")) {
    forget((key) => !key.startsWith(`${PREFIX}:${person}:`));
    sentElsewhere();
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", (event) => {
      keep(form, true);
      setTimeout(() => { if (event.defaultPrevented) keep(form); }); // another script sent it, and emptied the box
    });
  }
  for (const form of document.querySelectorAll("[data-signs-out]")) form.addEventListener("submit", () => forget(() => true));
}
