// Says that a form which takes a while was sent, and for how long it has been worked on; a second press sends nothing.
"use strict";
(() => {
  let running = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.dataset.busy === undefined) return;
    if (running?.form === form) {
      event.preventDefault();
      return;
    }
    const line = document.createElement("p");
    line.className = "wb-busy";
    line.setAttribute("role", "status");
    const seconds = document.createElement("span");
    seconds.setAttribute("aria-hidden", "true");
    form.append(line);
    line.append(form.dataset.busy, seconds);
    const since = Date.now();
    const timer = setInterval(() => { seconds.textContent = ` ${Math.round((Date.now() - since) / 1000)} s`; }, 1000);
    running = { form, line, timer };
  });
  // Back in the browser, or after a download, the form can be sent again.
  const over = () => {
    if (running === null) return;
    clearInterval(running.timer);
    running.line.remove();
    running = null;
  };
  window.addEventListener("pageshow", over);
  window.addEventListener("focus", () => setTimeout(over, 1000));
})();
