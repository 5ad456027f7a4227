/* / goes to the search field, ? shows the keys, and data-key="x" on a button or link lets the key x press it. */
import { openDialog } from "./dialogs.js";
import { isPlain, isTyping } from "./typing.js";

const visible = (element) => element.offsetParent !== null && !element.disabled;

function press(key) {
  const wanted = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key && visible(each));
  if (wanted) wanted.click();
  return Boolean(wanted);
}

function answer(key) {
  if (key === "?" || key === "？") return openDialog("keys"), true;
  if (key !== "/") return press(key.toLowerCase());
  const search = document.getElementById("search");
  search?.focus();
  search?.select();
  return Boolean(search);
}

document.addEventListener("keydown", (event) => {
  if (isPlain(event) && !isTyping(event.target) && event.key.length === 1 && answer(event.key)) event.preventDefault();
});
