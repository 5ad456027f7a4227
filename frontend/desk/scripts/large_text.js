/* 大字: a cookie, so that the server draws the next page large at once and nothing jumps. */
const YEAR = 31536000;

function setLarge(large) {
  document.documentElement.classList.toggle("large", large);
  document.cookie = `large_text=${large ? 1 : ""}; path=/; max-age=${large ? YEAR : 0}; samesite=lax`;
  document.querySelectorAll("[data-large-text]").forEach((button) => button.setAttribute("aria-pressed", String(large)));
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-large-text]")) setLarge(!document.documentElement.classList.contains("large"));
});
