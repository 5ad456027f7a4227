/* Sentences and box stand in the page (parts/toast.html), so that they are read in the language of the page. */
const frame = document.getElementById("toast");

/** One sentence at the lower right, until closed or 12 seconds have passed. */
function toast(sentence) {
  document.querySelector(".toast")?.remove();
  const box = frame.content.firstElementChild.cloneNode(true);
  box.querySelector("span").textContent = sentence;
  box.querySelector("button").addEventListener("click", () => box.remove());
  document.body.append(box);
  setTimeout(() => box.remove(), 12000);
}

function quietPoll(event) {
  return (event.detail.elt.getAttribute("hx-trigger") || "").startsWith("every");
}

const unreachable = (event) => quietPoll(event) || toast(frame.dataset.sayUnreachable);

document.addEventListener("htmx:sendError", unreachable);
document.addEventListener("htmx:timeout", unreachable);
document.addEventListener("htmx:responseError", ({ detail }) => {
  const status = detail.xhr.status;
  toast(frame.getAttribute(`data-say-${status}`) ?? frame.dataset.sayBroken.replace("{0}", status));
});
