/* Parts of a page that are taken anew from the server: what is the same stays, with the focus and what is open. */
const sameButton = ({ id, name, value }) => (id ? `#${CSS.escape(id)}` : `[name="${CSS.escape(name || "")}"][value="${CSS.escape(value || "")}"]`);
const sameOne = (held) => (held.matches("a[href]") ? `a[href="${CSS.escape(held.getAttribute("href"))}"]` : sameButton(held));
const isWritten = (part) => [...part.querySelectorAll("textarea, input[type=text]")].some((box) => box.value !== box.defaultValue);
const openOnes = (part) => [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);

export function takeParts(page) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const now = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!now || part.innerHTML === now.innerHTML || isWritten(part)) continue;
    if (part.dataset.same !== undefined && part.dataset.same === now.dataset.same) continue; // a box that is as good as new
    Object.assign(part.dataset, now.dataset);
    const [held, open] = [part.contains(document.activeElement) && document.activeElement, openOnes(part)];
    const summary = held && held.closest("details")?.querySelector("summary").textContent;
    part.replaceChildren(...now.childNodes);
    part.querySelectorAll("details > summary").forEach((summary) => { summary.parentElement.open ||= open.includes(summary.textContent); });
    if (held) focusAsBefore(part, held, summary);
    part.dispatchEvent(new CustomEvent("part:new", { bubbles: true }));
  }
}

/* The same button or link; where there is none any more, what it stood in: its summary, or the heading of its part, or of all. */
function focusAsBefore(part, held, summary) {
  const around = [...part.querySelectorAll("summary")].find((one) => one.textContent === summary) ?? part.querySelector("h2") ?? document.querySelector("h1");
  const same = !held.matches("summary") && (around.closest("details") ?? part).querySelector(sameOne(held));
  if (around.matches("h1, h2")) around.tabIndex = -1;
  (same || around)?.focus({ preventScroll: !same });
}

/* Only parts of the page are asked for: what it has to say once is left for a page that shows it. */
export const PARTS_ONLY = { headers: { "X-Parts": "only" } };

export async function pageAt(address, options = PARTS_ONLY) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
