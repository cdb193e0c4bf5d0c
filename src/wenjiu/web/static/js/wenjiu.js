// What plain HTML cannot do: focus and announcements after a swap, the browser's back button inside the check,
// a warning before answers are lost, printing. Every page works without this file.
(function () {
  "use strict";

  const sheet = () => document.querySelector("[data-answers]");
  const step = () => Number(document.querySelector("[data-step]")?.dataset.step ?? 0);
  let leavingOnPurpose = false;

  // A page of the check replaced the last one: go to its question, or to what is wrong, and say where things stand.
  document.addEventListener("htmx:afterSettle", () => {
    const found = document.getElementById("found");
    if (found) {
      // Somebody is typing what to look for: the focus stays in the field.
      document.getElementById("announce").textContent = found.dataset.said;
      document.getElementById("offline").hidden = true;
      return;
    }
    const target = document.getElementById("problem") ?? document.querySelector(".wj-alert:not([hidden])") ?? document.getElementById("question") ?? document.querySelector("[data-step] h1");
    if (!target) {
      document.getElementById("main").focus();
      return;
    }
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: target.getBoundingClientRect().top < 0 ? "start" : "nearest" });
    document.getElementById("announce").textContent = document.querySelector("#check")?.dataset.result ?? "";
    const shown = history.state?.step ?? 0;
    if (step() > shown) history.pushState({ step: step() }, "");
    else if (step() < shown) history.replaceState({ step: step() }, "");
  });
  // The network failed: the page, with every answer, is still there.
  document.addEventListener("htmx:sendError", () => {
    const line = document.getElementById("offline");
    line.hidden = false;
    line.focus();
  });

  // The browser's back button is "previous question". Only the number of the step is put into the history.
  // A page with answers that was loaded as a whole (after a change of language) gets an entry before it, so that going
  // back stays here and the answers with it. The reasons of a measure are one step further than the question.
  if (document.querySelector("[data-step]") && history.state?.step !== step()) {
    history.replaceState({ step: Math.max(step() - 1, 0) }, "");
    if (step() > 0) history.pushState({ step: step() }, "");
  }
  window.addEventListener("popstate", (event) => {
    // Without a state it was a jump within the page, such as from the complaint to its field.
    if (event.state && event.state.step < step()) document.getElementById("back")?.click();
  });

  document.addEventListener("submit", () => {
    leavingOnPurpose = true;
    setTimeout(() => { leavingOnPurpose = false; }, 1000); // a download leaves the page where it is
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leavingOnPurpose && Number(sheet()?.dataset.answers ?? 0) > 0) event.preventDefault();
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // On paper nothing can be unfolded.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const part of folded) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });
})();
