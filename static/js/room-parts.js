/* Parts of a page that are taken anew from the server: what is the same stays, with the focus and what is open. */
const sameButton = ({ id, name, value }) => (id ? `#${CSS.escape(id)}` : `[name="${CSS.escape(name || "")}"][value="${CSS.escape(value || "")}"]`);
const isWritten = (part) => [...part.querySelectorAll("textarea, input[type=text]")].some((box) => box.value !== box.defaultValue);
const openOnes = (part) => [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);

export function takeParts(page) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const now = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!now || part.innerHTML === now.innerHTML || isWritten(part)) continue;
    if (part.dataset.same !== undefined && part.dataset.same === now.dataset.same) continue; // a box that is as good as new
    Object.assign(part.dataset, now.dataset);
    const [held, open] = [part.contains(document.activeElement) && document.activeElement, openOnes(part)];
    part.replaceChildren(...now.childNodes);
    part.querySelectorAll("details > summary").forEach((summary) => { summary.parentElement.open ||= open.includes(summary.textContent); });
    if (held) (held.matches("summary") ? [...part.querySelectorAll("summary")].find((one) => one.textContent === held.textContent) : part.querySelector(sameButton(held)))?.focus();
    part.dispatchEvent(new CustomEvent("part:new", { bubbles: true }));
  }
}

export async function pageAt(address, options = {}) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
