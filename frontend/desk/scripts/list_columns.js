/* The columns of a list, chosen in [data-columns]: ticking moves a line between [data-offered] and [data-chosen], whose order is that of the list;
   data-moves="up|down" and dragging change it (a line that is chosen later gets its buttons from [data-move-buttons]); [data-finds-column] narrows down
   what is offered. */
const linesOf = (list) => [...list.querySelectorAll("li[data-column]")];

function move(button) {
  const line = button.closest("li");
  const up = button.dataset.moves === "up";
  const other = up ? line.previousElementSibling : line.nextElementSibling;
  if (!other || other.classList.contains("fixed")) return;
  if (up) other.before(line);
  else other.after(line);
  button.focus();
  line.scrollIntoView({ block: "nearest" });
}

function equip(line, form) {
  if (line.querySelector("[data-moves]")) return;
  line.append(form.querySelector("[data-move-buttons]").content.cloneNode(true));
  line.querySelectorAll("[data-moves]").forEach((button) => { button.setAttribute("aria-label", line.dataset.column + button.getAttribute("aria-label")); });
}

function sort(box) {
  const line = box.closest("li[data-column]");
  const form = box.closest("[data-columns]");
  const home = form.querySelector(`[data-group="${CSS.escape(line.dataset.groupOf)}"] ul`) || form.querySelector("[data-offered] ul") || bare(form);
  if (box.checked) equip(line, form);
  line.draggable = box.checked;
  (box.checked ? form.querySelector("[data-chosen]") : home).append(line);
  box.focus();
  line.scrollIntoView({ block: "nearest" });
}

function bare(form) {
  const list = document.createElement("ul");
  form.querySelector("[data-offered]").append(list);
  return list;
}

function find(field) {
  const wanted = field.value.trim();
  const offered = field.closest("[data-columns]").querySelector("[data-offered]");
  linesOf(offered).forEach((line) => { line.hidden = Boolean(wanted) && !line.dataset.column.includes(wanted); });
  offered.querySelectorAll("section").forEach((group) => { group.hidden = linesOf(group).every((line) => line.hidden); });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-moves]");
  if (button) move(button);
  if (event.target.matches("[data-copied]")) event.target.select();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-columns] input[name=column]")) sort(event.target);
});
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-finds-column]")) find(event.target);
});
document.addEventListener("keydown", (event) => {   // Enter looks for a column, and does not send the form
  if (event.key === "Enter" && event.target.matches("[data-finds-column]")) event.preventDefault();
});

let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-chosen] li[data-column]") || null;
  dragged?.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.("[data-chosen] li[data-column]");
  if (!over) return;
  event.preventDefault();
  if (over === dragged) return;
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
});
