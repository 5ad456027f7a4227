/* A <dialog data-opens-when-filled> opens when htmx has brought its inside, with the focus in its first field.
   data-opens="ID" opens that <dialog>; data-closes closes the one around it; a click on the ground beside it closes too. */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) openDialog(opener.dataset.opens);
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
  if (event.target.nodeName === "DIALOG") event.target.close();
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  const dialog = target.closest("dialog[data-opens-when-filled]");
  if (!dialog) return;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("form input:not([type=hidden]), form select, form textarea")?.focus();
});
