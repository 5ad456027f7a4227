/* ↑↓ (and k j) go through the rows of the nearest [data-rows] (a table or a list); Enter opens the row's first link, as on any link.
   x ticks the row's box. With the focus nowhere, ↓ enters the page's first [data-rows]. */
import { isPlain, isTyping } from "./typing.js";

const linkOf = (row) => row.querySelector("a[href]");
const rowsIn = (box) => [...box.querySelectorAll(box.nodeName === "TABLE" ? "tbody tr" : "li")].filter(linkOf);

function step(box, target, by) {
  const rows = rowsIn(box);
  const now = rows.findIndex((row) => row.contains(target));
  const next = now < 0 ? rows[0] : rows[now + by];
  if (!next) return;
  linkOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

const tick = (target) => target.closest("[data-rows] tr, [data-rows] li")?.querySelector("input[type=checkbox]:not(:disabled)")?.click();

document.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (!isPlain(event) || isTyping(event.target)) return;
  if (event.key === "x") tick(event.target);
  if (!by) return;
  const idle = event.target === document.body;
  const box = event.target.closest("[data-rows]") || (idle && by > 0 && document.querySelector("[data-rows]"));
  if (!box) return;
  event.preventDefault();
  step(box, event.target, by);
});

/* In a list beside its work, the opened line is in sight when the page comes, and stays marked while htmx brings the work. */
const opened = document.querySelector(".settle > .list [data-rows] [aria-current]");
const list = opened?.closest(".list");
if (list && list.scrollHeight > list.clientHeight) {
  list.scrollTop += opened.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-rows] a[hx-get]");
  if (!link) return;
  link.closest("[data-rows]").querySelectorAll("[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
});
