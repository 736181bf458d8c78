/* Beside a long text box: how much room is left, said when it is getting full. The server checks the length in any case. */
const NEARLY = 0.8;

function words(left) {
  const count = Math.abs(left).toLocaleString("en-GB");
  const unit = Math.abs(left) === 1 ? "character" : "characters";
  return left < 0 ? `This is ${count} ${unit} too long. Nothing is lost.` : `You have ${count} ${unit} left.`;
}

function watch(line) {
  const box = document.getElementById(line.dataset.for);
  if (!box) return;
  const limit = Number(line.dataset.limit);
  const said = document.createElement("p");
  const first = line.textContent;
  said.className = "govuk-visually-hidden";
  said.setAttribute("role", "status");
  line.after(said);
  let timer;
  const update = () => {
    const length = [...box.value].length; // as the server counts: a line break is one, and so is an emoji
    const near = length >= limit * NEARLY;
    line.textContent = near ? words(limit - length) : first;
    line.classList.toggle("limit--over", length > limit);
    clearTimeout(timer);
    timer = setTimeout(() => { said.textContent = near ? line.textContent : ""; }, 1000);
  };
  box.addEventListener("input", update);
  if (box.value) update();
}

const watchIn = (place) => place.querySelectorAll("[data-limit]").forEach(watch);
document.addEventListener("part:new", ({ target }) => watchIn(target)); // a box that came later
watchIn(document);
