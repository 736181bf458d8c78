/* When something needs another look, say so first: the summary takes the focus, and its links show the whole question.
   Without scripts the links still move to the box. */
const summary = document.querySelector("[data-error-summary]");

function goTo(link) {
  const box = document.getElementById(link.hash.slice(1));
  if (!box) return false;
  const question = box.closest("fieldset")?.querySelector("legend") || document.querySelector(`label[for="${CSS.escape(box.id)}"]`);
  (question || box).scrollIntoView();
  box.focus({ preventScroll: true });
  return true;
}

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && goTo(link)) event.preventDefault();
  });
}
