/* On a narrow screen what narrows a page down is folded away, unless something is chosen in it; on a wide one it stands open and has no heading. */
if (window.matchMedia("(max-width: 600px)").matches) {
  document.querySelectorAll("details.folds:not([data-chosen])").forEach((each) => {
    each.open = false;
  });
}
