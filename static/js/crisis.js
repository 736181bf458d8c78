/* Shows the card of help to whoever writes words that may mean that they think of hurting themselves. The words are looked
   for here, in their own browser: nothing is kept, and nothing is sent. */
const card = document.querySelector("[data-crisis]");
const phrases = JSON.parse(document.getElementById("crisis-phrases")?.textContent || "[]");
const NO_WORD = "[^\\p{L}\\p{N}_]";
const anyOf = phrases.map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
const found = new RegExp(`(?:^|${NO_WORD})(?:${anyOf})(?:${NO_WORD}|$)`, "u"); // without looking behind, which older phones cannot

function plain(text) {
  return text.toLowerCase().replaceAll("’", "'").replace(/\s+/g, " ");
}

function look() {
  if (!card.hidden) return;
  const box = [...document.querySelectorAll("[data-crisis-looks] :is(textarea, input[type=text])")].find((each) => found.test(plain(each.value)));
  if (!box) return;
  box.closest(".govuk-form-group").append(card.parentElement); // where they are writing, however long the page is
  card.hidden = false;
}

if (card && phrases.length) {
  document.addEventListener("input", look);
  look();
}
