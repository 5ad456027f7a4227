/* A form is sent once: its buttons rest until the answer, or until one comes back by the browser's arrow.
   A form whose answer is a file (data-downloads) wakes after three seconds.
   A form with data-keeps warns before typed words are lost. */
const buttons = (form) => [...form.elements].filter((each) => each.nodeName === "BUTTON" && each.type === "submit");

function setResting(form, resting) {
  if (resting) form.dataset.sent = "1";
  else delete form.dataset.sent;
  buttons(form).forEach((button) => {
    if (resting && button.disabled) return;
    if (!resting && !button.hasAttribute("aria-busy")) return;
    button.disabled = resting;
    if (resting) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  });
}

/* Bubbling, after htmx and the page have had their say; the buttons rest one moment later, so that the pressed one is still sent. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  delete form.dataset.dirty;
  setTimeout(() => setResting(form, true), 0);
  if ("downloads" in form.dataset) setTimeout(() => setResting(form, false), 3000);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (form) setTimeout(() => setResting(form, false), 0);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => setResting(form, false));
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keeps]");
  if (form) form.dataset.dirty = "1";
});
window.addEventListener("beforeunload", (event) => {
  if (!document.querySelector("form[data-dirty]")) return;
  event.preventDefault();
  event.returnValue = "";
});
