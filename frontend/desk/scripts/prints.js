// A button that prints the page: <button type="button" data-prints>.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
});
