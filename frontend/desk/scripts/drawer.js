/* On a narrow screen the left column is a drawer; the sheet under one's own name closes when one looks elsewhere. */
const button = document.querySelector(".drawer-button");

function setDrawer(open) {
  document.body.classList.toggle("drawer-open", open);
  button?.setAttribute("aria-expanded", String(open));
}

function closeWho(except) {
  document.querySelectorAll("details.who[open]").forEach((who) => {
    if (!who.contains(except)) who.open = false;
  });
}

document.addEventListener("click", (event) => {
  if (event.target.closest(".drawer-button")) setDrawer(!document.body.classList.contains("drawer-open"));
  if (event.target.closest(".drawer-ground")) setDrawer(false);
  closeWho(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  setDrawer(false);
  closeWho(null);
});
