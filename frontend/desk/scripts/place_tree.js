/* The tree of places by keyboard (WAI-ARIA navigation tree): ↑↓ move, → opens, ← closes or goes up, Home and End.
   One item is in the tab order; the arrow in front of a name opens without leaving the page. */
const items = (tree) => [...tree.querySelectorAll("[role=treeitem]")].filter((item) => item.offsetParent !== null);
const parentOf = (item) => item.closest("[role=group]")?.parentElement.querySelector("[role=treeitem]");

function go(tree, item) {
  if (!item) return;
  tree.querySelectorAll("[role=treeitem][tabindex='0']").forEach((other) => { other.tabIndex = -1; });
  item.tabIndex = 0;
  item.focus();
}

function setOpen(item, open) {
  if (item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", String(open));
}

function right(tree, item) {
  if (item.getAttribute("aria-expanded") === "false") setOpen(item, true);
  else if (item.hasAttribute("aria-expanded")) go(tree, items(tree)[items(tree).indexOf(item) + 1]);
}

function left(tree, item) {
  if (item.getAttribute("aria-expanded") === "true") setOpen(item, false);
  else go(tree, parentOf(item));
}

document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.("[role=treeitem]");
  if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
  const tree = item.closest("[role=tree]");
  const seen = items(tree);
  const moves = {
    ArrowDown: () => go(tree, seen[seen.indexOf(item) + 1]),
    ArrowUp: () => go(tree, seen[seen.indexOf(item) - 1]),
    ArrowRight: () => right(tree, item),
    ArrowLeft: () => left(tree, item),
    Home: () => go(tree, seen[0]),
    End: () => go(tree, seen[seen.length - 1]),
  };
  if (!moves[event.key]) return;
  event.preventDefault();
  moves[event.key]();
});

document.addEventListener("click", (event) => {
  const twist = event.target.closest(".twist");
  const item = twist?.closest("[role=treeitem][aria-expanded]");
  if (!item) return;
  event.preventDefault();
  setOpen(item, item.getAttribute("aria-expanded") !== "true");
});

document.querySelectorAll("[role=tree]").forEach((tree) => {
  const here = tree.querySelector("[aria-current]") || tree.querySelector("[role=treeitem]");
  if (!here) return;
  here.tabIndex = 0;
  here.scrollIntoView({ block: "nearest" });
});
