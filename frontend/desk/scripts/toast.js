const UNREACHABLE = "网络断了，内容还在，稍后再试。";
const SENTENCES = {
  401: "登录已过期，请另开一页登录后再试，这里填的内容还在。",
  403: "您没有办这件事的权限。如有需要，请找县级管理员。",
  404: "这一条已经不在了，请刷新页面再看。",
  409: "别人刚刚改过这一条，请刷新页面再办。",
};

/** One sentence at the lower right, until closed or 12 seconds have passed. */
export function toast(sentence) {
  document.querySelector(".toast")?.remove();
  const box = document.createElement("div");
  box.className = "toast";
  box.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "知道了";
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  document.body.append(box);
  setTimeout(() => box.remove(), 12000);
}

function quietPoll(event) {
  return (event.detail.elt.getAttribute("hx-trigger") || "").startsWith("every");
}

document.addEventListener("htmx:sendError", (event) => quietPoll(event) || toast(UNREACHABLE));
document.addEventListener("htmx:timeout", (event) => quietPoll(event) || toast(UNREACHABLE));
document.addEventListener("htmx:responseError", ({ detail }) => {
  const status = detail.xhr.status;
  toast(SENTENCES[status] || `没有办成，服务器出了问题（${status}）。内容还在，稍后再试。`);
});
