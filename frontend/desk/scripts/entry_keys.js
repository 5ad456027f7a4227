/* A paper form on the screen (form[data-entry]): Enter goes to the next blank and behind the last to [data-saves], Ctrl+Enter saves,
   Esc leaves the blank so that the page's letters are commands again; [data-first-blank] goes to the first. */
const isBlank = (each) => /^(INPUT|SELECT)$/.test(each.nodeName) && !/^(hidden|file|checkbox|submit)$/.test(each.type) && !each.disabled;
const blanksOf = (form) => [...form.elements].filter(isBlank);
const savesOf = (form) => form.querySelector("[data-saves]");

function goTo(element) {
  element.focus();
  if (element.select) element.select();
  element.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-entry]");
  if (!form || event.isComposing || event.altKey || event.metaKey) return;
  if (event.key === "Escape") return event.target.blur();
  if (event.key !== "Enter" || !isBlank(event.target)) return;
  event.preventDefault();
  if (event.ctrlKey) return savesOf(form).click();
  const blanks = blanksOf(form);
  goTo(blanks[blanks.indexOf(event.target) + 1] || savesOf(form));
});

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-first-blank]")?.form;
  const wrong = form?.querySelector(".pair.wrong input, .pair.wrong select");
  if (form) goTo(wrong || blanksOf(form)[0]);
});
