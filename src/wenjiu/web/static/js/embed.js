// Inside a frame: tell the partner's page how tall the visit is, in CSS pixels. Only the hosts that the operator named are told.
(function () {
  "use strict";

  if (window.parent === window) return;
  const named = (document.querySelector("meta[name=wenjiu-hosts]")?.content ?? "").split(" ").filter(Boolean);
  // Firefox does not say who shows the frame; a message to another origin than the one named with it is not delivered.
  const above = location.ancestorOrigins?.[0];
  const told = above === undefined ? named : named.filter((origin) => origin === above);
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    for (const origin of told) window.parent.postMessage({ wenjiu: "height", height }, origin);
  };
  new ResizeObserver(tell).observe(document.documentElement);
})();
