/* A refusal (403 or 409, or 503 for trouble of the machine, as a notice) never takes the place of the form that was sent: it stands in the form's own [data-refusal],
   else in #refusal above the content, and what was typed stays. */
const slotFor = (element) => element.closest("form, dialog, .panel")?.querySelector("[data-refusal]") || document.getElementById("refusal");

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const refused = [403, 409, 503].includes(detail.xhr.status) && detail.serverResponse.includes('class="notice');
  const slot = refused && slotFor(detail.requestConfig.elt);
  if (!slot) return;
  Object.assign(detail, { shouldSwap: true, isError: false, target: slot, swapOverride: "innerHTML", selectOverride: "unset" });
  setTimeout(() => slot.scrollIntoView({ block: "nearest" }), 50);
});
