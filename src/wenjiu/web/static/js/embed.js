// Inside a frame: tell the partner's page how tall the visit is, in CSS pixels, and when the next page of it is shown.
// Only the hosts that the operator named are told.
(function () {
  "use strict";

  if (window.parent === window) return;
  const named = (document.querySelector("meta[name=wenjiu-hosts]")?.content ?? "").split(" ").filter(Boolean);
  // Firefox does not say who shows the frame; a message to another origin than the one named with it is not delivered.
  const above = location.ancestorOrigins?.[0];
  const told = above === undefined ? named : named.filter((origin) => origin === above);
  const tell = (message) => {
    for (const origin of told) window.parent.postMessage(message, origin);
  };
  new ResizeObserver(() => {
    tell({ wenjiu: "height", height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  }).observe(document.documentElement);
  // The frame is as tall as its page, so only the partner's page can scroll to the beginning of the next one.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "main") tell({ wenjiu: "page" });
  });
})();
