/* The board on which staff form groups: drag a card, or choose a group under a name. Each move is kept at once by the
   form's own address, and what can be said of each group is taken from the page that answers. */
const form = document.querySelector("[data-board]");
const said = form?.querySelector("[data-said]");
let saving = false;
let again = null;

const tables = () => [...form.querySelectorAll("[data-table]")];
const tableOf = (key) => tables().find((table) => table.dataset.table === key);
const box = (card) => card.querySelector("select");
const who = (card) => card.querySelector("[data-who]").textContent;

function place(card) {
  const held = document.activeElement === box(card);
  const table = tableOf(box(card).value);
  table.querySelector("[data-cards]").append(card);
  if (held) box(card).focus();
  save(`${who(card)}: ${table.getAttribute("aria-label")}.`, table);
}

async function save(words, table) {
  if (saving) {
    again = [words, table];
    return;
  }
  saving = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    take(new DOMParser().parseFromString(await answer.text(), "text/html"), words, table);
  } catch {
    said.textContent = "Not saved: there is no connection. Press “Save the draft” when there is one.";
  }
  saving = false;
  if (again) {
    const next = again;
    again = null;
    save(...next);
  }
}

function take(page, words, table) {
  const turn = page.querySelector("[data-board] [name=turn]");
  if (!turn || page.querySelector(".errornote, .messagelist .error")) {
    const why = page.querySelector(".errornote, .messagelist .error")?.textContent.trim();
    said.textContent = `Not saved. ${why ?? "You are not signed in any more."} Open this page again to go on.`;
    return;
  }
  form.elements.turn.value = turn.value;
  for (const fresh of page.querySelectorAll("[data-table]")) {
    tableOf(fresh.dataset.table)?.querySelector("[data-measures]").replaceWith(fresh.querySelector("[data-measures]"));
  }
  const line = table.querySelector("[data-measures] li") ?? table.querySelector("[data-measures] p");
  said.textContent = `Saved. ${words} ${line?.textContent ?? ""}`;
}

function begin(event) {
  const card = event.target.closest("[data-card]");
  card.classList.add("is-moving");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", box(card).id);
}

function drop(event) {
  event.preventDefault();
  const table = event.currentTarget;
  table.classList.remove("is-over");
  const select = document.getElementById(event.dataTransfer.getData("text/plain"));
  if (!select || select.value === table.dataset.table) return;
  select.value = table.dataset.table;
  place(select.closest("[data-card]"));
}

if (form) {
  for (const card of form.querySelectorAll("[data-card]")) {
    card.draggable = true;
    card.addEventListener("dragstart", begin);
    card.addEventListener("dragend", () => card.classList.remove("is-moving"));
    box(card).addEventListener("change", () => place(card));
  }
  for (const table of tables()) {
    table.addEventListener("dragover", (event) => { event.preventDefault(); table.classList.add("is-over"); });
    table.addEventListener("dragleave", () => table.classList.remove("is-over"));
    table.addEventListener("drop", drop);
  }
}
