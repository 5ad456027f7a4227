/* Boxes of one list: <input data-selects="NAME"> in the head ticks every <input name="NAME">; Shift ticks a stretch;
   [data-selection="NAME"] is shown while any is ticked, and [data-count="NAME"] says how many. */
let last = null;

const boxes = (name) => [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)];

function tell(name) {
  const all = boxes(name);
  const ticked = all.filter((box) => box.checked);
  all.forEach((box) => box.closest("tr")?.classList.toggle("chosen", box.checked));
  document.querySelectorAll(`[data-count="${CSS.escape(name)}"]`).forEach((place) => { place.textContent = ticked.length; });
  document.querySelectorAll(`[data-selection="${CSS.escape(name)}"]`).forEach((bar) => { bar.hidden = ticked.length === 0; });
  document.querySelectorAll(`[data-selects="${CSS.escape(name)}"]`).forEach((head) => {
    head.checked = ticked.length > 0 && ticked.length === all.length;
    head.indeterminate = ticked.length > 0 && ticked.length < all.length;
  });
}

function tickStretch(box) {
  const all = boxes(box.name);
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  if (from >= 0) all.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (box.nodeName !== "INPUT" || box.type !== "checkbox") return;
  const name = box.dataset.selects || box.name;
  if (!document.querySelector(`[data-selects="${CSS.escape(name)}"]`)) return;
  if (box.dataset.selects) boxes(name).forEach((each) => { each.checked = box.checked; });
  else if (event.shiftKey && last) tickStretch(box);
  last = box.dataset.selects ? null : box;
  tell(name);
});
