/* "Leave quickly": hides the page at once and puts another in its place, so that Back does not show it.
   Without scripts the link still leaves. */
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    document.title = "";
    window.location.replace(link.href);
  });
}
