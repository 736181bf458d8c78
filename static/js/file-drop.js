/* A file that is dropped where none belongs: the browser would open it in place of the page, and of what is written there. */
const SAID = "A file cannot go in here. Your words are as they were.";

const isForUs = ({ dataTransfer, target }) => dataTransfer?.types.includes("Files") && !target.closest?.("input[type=file]");

function say(target) {
  const group = target.closest?.(".govuk-form-group");
  if (!group) return;
  group.querySelector("[data-file-drop]")?.remove();
  const said = Object.assign(document.createElement("p"), { className: "kept", textContent: SAID });
  said.dataset.fileDrop = "";
  said.setAttribute("role", "alert");
  group.append(said);
  group.addEventListener("input", () => said.remove(), { once: true });
}

document.addEventListener("dragover", (event) => { if (isForUs(event)) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  if (!isForUs(event)) return;
  event.preventDefault();
  say(event.target);
});
