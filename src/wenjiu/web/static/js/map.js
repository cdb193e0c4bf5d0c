// The map of ambiguities: opens a reading in its place. Without this file the link loads the page with the reading open.
(function () {
  "use strict";

  async function open(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const wanted = url.searchParams.get("reading");
    const before = document.querySelector("[data-opened]");
    for (const entry of [before, document.getElementById(wanted)]) {
      const now = entry && page.getElementById(entry.id);
      if (now) entry.replaceWith(document.adoptNode(now));
    }
    history.replaceState(history.state, "", url);
    const entry = document.getElementById(wanted);
    entry.scrollIntoView({ block: "nearest" });
    entry.querySelector("a").focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='?reading=']") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const url = new URL(link.href);
    open(url).catch(() => { location.assign(url); });
  });
})();
