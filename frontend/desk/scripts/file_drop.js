/* <label class="drop"> around a file input: a file let go over it is chosen, and its name and size are shown in [data-chosen]. */
function sizeOf(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function show(drop, files) {
  drop.classList.toggle("filled", files.length > 0);
  const words = drop.querySelector("[data-chosen]");
  if (words && files.length) words.textContent = [...files].map((file) => `${file.name}（${sizeOf(file.size)}）`).join("、");
}

document.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();   // a file let go beside the field must not replace the page
  const drop = event.target.closest?.(".drop");
  document.querySelectorAll(".drop.over").forEach((each) => each !== drop && each.classList.remove("over"));
  drop?.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (event.target.classList?.contains("drop") && !event.target.contains(event.relatedTarget)) event.target.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  const drop = event.target.closest?.(".drop");
  const input = drop?.querySelector("input[type=file]");
  drop?.classList.remove("over");
  if (!input) return;
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", (event) => {
  const drop = event.target.closest?.(".drop");
  if (drop) show(drop, event.target.files);
});
