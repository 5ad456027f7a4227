/* The list of all figures scrolls by itself: the open one is in sight when the page, or the part, comes. */
import htmx from "htmx.org";

function show(within) {
  const list = within.querySelector(".all-figures"), open = list?.querySelector("[aria-current]");
  if (open && open.offsetTop + open.offsetHeight > list.clientHeight) list.scrollTop = open.offsetTop - list.clientHeight / 2;
}

htmx.onLoad((part) => show(part.parentElement ?? part));
