/* What is being written in a form marked data-draft="key" is kept in this tab, for this person only.
   It is kept in sessionStorage, never longer: other people use the same phone. It goes when the form is sent,
   when the person signs out, when somebody else signs in, and when the tab is closed.
   A form that changes saved words also says data-draft-version: which saved words it was opened with. A draft goes back
   into the box only over those very words; when others were saved meanwhile, it is offered beside them. */
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
const offered = new Map(); // form → what was written over older words, until the person says what becomes of it
const versionOf = (form) => form.dataset.draftVersion || "";
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
  const older = offered.get(form);
  if (!written.length && !older) {
    forget((key) => key === nameOf(form));
    return;
  }
  const values = Object.fromEntries(written.map((box) => [box.name, box.value]));
  try {
    kept.setItem(nameOf(form), JSON.stringify({ version: versionOf(form), older, values, sent }));
  } catch {
    forget((key) => key === nameOf(form)); // full: better none than a torn one
  }
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "chip chip--text";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function line(kind, words) {
  const made = document.createElement(kind);
  made.setAttribute("role", "status");
  made.textContent = words;
  return made;
}

function say(form) {
  const said = line("p", "We put back what you had written here. ");
  said.className = "kept";
  said.append(button("Clear it", () => {
    form.reset();
    said.remove();
    boxesOf(form)[0]?.focus();
    keep(form);
  }));
  form.prepend(said);
}

function offer(form, older) {
  const boxes = boxesOf(form).filter((box) => older[box.name] && older[box.name] !== box.value);
  if (!boxes.length) return;
  offered.set(form, older);
  const said = document.createElement("div");
  said.className = "kept";
  const words = document.createElement("p");
  words.className = "keep";
  words.textContent = boxes.map((box) => older[box.name]).join("\n\n");
  const done = () => {
    offered.delete(form);
    said.remove();
    boxes[0].focus();
    keep(form);
  };
  const add = () => {
    for (const box of boxes) {
      box.value = box.value ? `${box.value}\n\n${older[box.name]}` : older[box.name];
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    done();
  };
  said.append(
    line("p", "The box holds what is saved now. Before that was saved, you had begun to write this:"), words,
    button("Add it to the box", add), button("Throw it away", done),
  );
  form.prepend(said);
}

function restore(form) {
  const draft = read(form);
  if (!draft) return;
  if (draft.sent && !arrivedBack && !document.querySelector("[data-error-summary]")) {
    forget((key) => key === nameOf(form));
    return;
  }
  kept.setItem(nameOf(form), JSON.stringify({ ...draft, sent: false }));
  if ((draft.version || "") === versionOf(form)) {
    putBack(form, draft.values);
    if (draft.older) offer(form, draft.older);
  } else {
    offer(form, { ...draft.older, ...draft.values });
  }
}

function putBack(form, values) {
  let changed = false;
  for (const box of boxesOf(form)) {
    const value = values[box.name];
    if (!value || value === box.value || box.value !== box.defaultValue) continue;
    if (box.defaultValue !== "" && !versionOf(form)) continue; // nothing says which words it was written over
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
