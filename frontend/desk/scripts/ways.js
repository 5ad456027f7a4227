/* Of the <details data-only-one="NAME"> with one name, one is open at a time; opening one puts the cursor in its first field; its key
   (data-key on the summary) puts it there too where it is open already. */
document.addEventListener("toggle", (event) => {
  const opened = event.target;
  if (!opened.dataset || !opened.dataset.onlyOne || !opened.open) return;
  document.querySelectorAll(`details[data-only-one="${CSS.escape(opened.dataset.onlyOne)}"]`).forEach((other) => {
    if (other !== opened) other.open = false;
  });
}, true);

document.addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-only-one] > summary");
  if (!summary) return;
  if (summary.parentElement.open) {
    const isByKey = event.detail === 0 && document.activeElement !== summary;
    if (!isByKey) return;
    event.preventDefault();
  }
  setTimeout(() => summary.parentElement.querySelector("input:not([type=hidden]), textarea, select")?.focus(), 0);
});
