/* 导览: leads from one thing to the next, over several pages. It begins by itself for somebody who is here for the first time (data-tour-starts), again
   from [data-tour-again]; without this script the same steps are a page. Which step one is at lies in sessionStorage, as a number and nothing else, and
   whether the tour itself turned to this page: who goes elsewhere by themselves has left it. */
const KEPT = "bangfu-tour";
const LED = "bangfu-tour-led";
const body = document.body;
let card = null;
let pointed = null;

const steps = () => [...card.querySelectorAll(".tour-steps > li")];
const isHere = (step) => new URL(step.dataset.page, location.href).pathname === location.pathname;

function unpoint() {
  pointed?.classList.remove("tour-here");
  pointed = null;
}

/* Beside what it points at: below where there is room, else above, always on the screen; in the corner when there is nothing to point at. */
function place(target) {
  card.classList.toggle("tour-corner", !target);
  card.style.top = card.style.left = "";
  if (!target) return;
  target.scrollIntoView({ block: "nearest" });
  const box = target.getBoundingClientRect();
  const room = { x: innerWidth - card.offsetWidth - 12, y: innerHeight - card.offsetHeight - 12 };
  const beside = box.right + 12 <= room.x && box.height > 200;
  const below = box.bottom + 12;
  card.style.left = `${Math.max(12, Math.min(beside ? box.right + 12 : box.left, room.x))}px`;
  card.style.top = `${Math.max(12, Math.min(beside ? Math.max(box.top, 80) : below <= room.y ? below : box.top - card.offsetHeight - 12, room.y))}px`;
}

function show(number, arrived = false) {
  const all = steps();
  const step = all[number];
  sessionStorage.setItem(KEPT, String(number));
  if (!arrived && !isHere(step)) {
    sessionStorage.setItem(LED, "1");
    return location.assign(step.dataset.page);
  }
  all.forEach((each) => { each.hidden = each !== step; });
  card.querySelector("[data-tour-count]").textContent = card.dataset.sayCount.replace("{0}", number + 1).replace("{1}", all.length);
  card.querySelector("[data-tour-back]").disabled = number === 0;
  card.querySelector("[data-tour-next]").textContent = number === all.length - 1 ? card.dataset.sayLast : card.dataset.sayNext;
  unpoint();
  const target = [...document.querySelectorAll(step.dataset.element)].find((each) => each.getClientRects().length && getComputedStyle(each).visibility !== "hidden");
  pointed = target ?? null;
  pointed?.classList.add("tour-here");
  place(target);
  card.querySelector("[data-tour-next]").focus({ preventScroll: true });
}

async function begin(number, { led = false, again = false } = {}) {
  const answer = await fetch(body.dataset.tour, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
  if (!answer.ok) return;
  card?.remove();
  body.insertAdjacentHTML("beforeend", await answer.text());
  card = document.getElementById("tour");
  const at = Math.min(number, steps().length - 1);
  if (at < 0 || (again && !led && !isHere(steps()[at]))) end();
  else show(at, led);
}

function end() {
  sessionStorage.removeItem(KEPT);
  unpoint();
  card?.remove();
  card = null;
  document.getElementById("pane")?.focus({ preventScroll: true });
  if (!("tourStarts" in body.dataset)) return;
  delete body.dataset.tourStarts;
  const headers = JSON.parse(body.getAttribute("hx-headers") ?? "{}");
  fetch(body.dataset.tourDone, { method: "POST", headers, credentials: "same-origin", redirect: "manual" });
}

function go(by) {
  const number = Number(sessionStorage.getItem(KEPT)) + by;
  if (number >= steps().length) end();
  else if (number >= 0) show(number);
}

document.addEventListener("click", (event) => {
  if (!body.dataset.tour) return;
  if (event.target.closest("[data-tour-again]")) {
    event.preventDefault();
    event.target.closest("details")?.removeAttribute("open");
    begin(0);
  }
  if (!card) return;
  if (event.target.closest("[data-tour-next]")) go(1);
  if (event.target.closest("[data-tour-back]")) go(-1);
  if (event.target.closest("[data-tour-skip]")) end();
});
document.addEventListener("keydown", (event) => {
  if (card && event.key === "Escape") end();
});
window.addEventListener("resize", () => card && place(pointed));

if (body.dataset.tour) {
  const kept = sessionStorage.getItem(KEPT);
  const led = sessionStorage.getItem(LED) !== null;
  sessionStorage.removeItem(LED);
  if (kept !== null) begin(Number(kept), { led, again: true });
  else if ("tourStarts" in body.dataset) begin(0);
}
