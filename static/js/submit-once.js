/* A form pressed twice is sent once. The button keeps its name and value, and works again after a while or after Back.
   Without scripts the server still makes the change only once. */
const PATIENCE = 5000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  const last = Number(form.dataset.sentAt || 0);
  if (Date.now() - last < PATIENCE) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = String(Date.now());
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent-at]")) delete form.dataset.sentAt;
});
