/* A Copy button beside a box that cannot be typed in. Without scripts the words in the box can be marked and copied. */
for (const place of document.querySelectorAll("[data-copy]")) {
  const box = document.getElementById(place.dataset.copy);
  if (!box) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--plain";
  button.textContent = "Copy the address";
  const said = document.createElement("p");
  said.className = "small";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      said.textContent = place.dataset.done;
    } catch {
      said.textContent = place.dataset.failed;
    }
  });
  place.append(button);
  place.after(said);
}
