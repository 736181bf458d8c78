/* Drafts on the server, sealed for their person: asked for, kept and ended. Each write follows the mark of the one before. */
export const LONGEST = 200000; // characters, as the server has it

const address = (place, act = "") => `/drafts/${encodeURIComponent(place)}/${act}`;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

export class SignedOut extends Error {}

function post(place, act, facts, isLeaving = false) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  return fetch(address(place, act), { method: "POST", body: new URLSearchParams(facts), headers, redirect: "manual", keepalive: isLeaving });
}

/* What is kept of a form, or null: none, or no line to the server. */
export async function ask(place) {
  try {
    const answer = await fetch(address(place), { headers: { Accept: "application/json" }, redirect: "manual" });
    const draft = answer.ok ? await answer.json() : {};
    return draft.mark ? draft : null;
  } catch {
    return null;
  }
}

/* Keep it. Answers { kept, mark }, or { other } when another window has kept or ended it since; `other` may be null. */
export async function keep(place, facts, isLeaving) {
  const answer = await post(place, "keep/", facts, isLeaving);
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
  const draft = answer.ok || answer.status === 409 ? await answer.json() : null;
  if (draft === null) throw new Error(answer.statusText);
  return answer.ok ? draft : { other: draft.mark ? draft : null };
}

/* Whether the person of this page is signed in again, in another tab; then its forms get the token that goes with that. */
export async function isBack(place) {
  try {
    const answer = await fetch(address(place), { headers: { Accept: "application/json" }, redirect: "manual" });
    const { person, token: fresh } = answer.ok ? await answer.json() : {};
    if (!person || String(person) !== document.body.dataset.person) return false;
    for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) box.value = fresh;
    return true;
  } catch {
    return false;
  }
}

export async function end(place, mark) {
  try {
    await post(place, "end/", { mark });
  } catch { /* it is forgotten by itself, later */ }
}
