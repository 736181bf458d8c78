/* What the page says about a draft. */
const SIGN_IN = "/account/login/";

function made(kind, words, className = "") {
  const element = document.createElement(kind);
  element.textContent = words;
  element.className = className;
  return element;
}

function button(words, act) {
  const element = made("button", words, "chip chip--text");
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

function line(kind, words) {
  const element = made(kind, words);
  element.setAttribute("role", "status");
  return element;
}

/* Under the buttons, for the eye only: a screen reader that heard each keeping would talk all the time. */
export function noteFor(form) {
  const note = made("p", "", "small soft kept-note");
  (form.querySelector(".actions") || form).append(note);
  return note;
}

/* Pressed without a line: the browser's own page would take the place of the words. */
export function sayOffline(form) {
  form.querySelector(".kept-offline")?.remove();
  const said = line("p", "You have no connection, so this is not saved yet. It is still here. Press again when you are back.");
  said.className = "kept kept-offline";
  (form.querySelector(".actions") || form).append(said);
  addEventListener("online", () => said.remove(), { once: true });
}

export function signInLink() {
  const link = made("a", "Sign in and come back");
  link.href = `${SIGN_IN}?next=${encodeURIComponent(window.location.pathname + window.location.search)}`;
  return link;
}

function only(form, element) {
  form.querySelector(":scope > .kept")?.remove();
  form.prepend(element);
  return element;
}

export function sayPutBack(form, when, throwAway) {
  const said = only(form, line("p", `We put back what you had written here${when ? `, kept ${when}` : ""}. `));
  said.classList.add("kept");
  said.append(button("Throw it away", () => { said.remove(); throwAway(); }));
}

export function offer(form, { lead, words, add, leave }) {
  const said = only(form, made("div", "", "kept"));
  const done = (act) => () => { said.remove(); act(); };
  said.append(line("p", lead), made("p", words, "keep"), button("Add it to the box", done(add)), button("Throw it away", done(leave)));
}
