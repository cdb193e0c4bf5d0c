// What plain HTML cannot do: focus and announcements after a swap, the browser's back button inside the check,
// a warning before answers are lost, printing. Every page works without this file.
(function () {
  "use strict";

  const sheet = () => document.querySelector("[data-answers]");
  let leavingOnPurpose = false;

  // Pages of a visit replace each other inside one page. Each keeps its place in the browser's history: going back puts
  // the earlier page there again, with what was typed. The history itself holds a number and no answer.
  const parts = ["main", "prefs"];
  const shown = () => parts.map((id) => document.getElementById(id));
  const places = [];
  let place = 0;
  let turning = false;
  // A page with answers that was loaded as a whole, after a change of language, has no earlier page to go back to. It
  // gets an entry before it, so that the first step back stays here and loses nothing.
  if (sheet()) history.replaceState({ place }, "");
  if (Number(sheet()?.dataset.answers ?? 0) > 0) {
    place = 1;
    history.pushState({ place }, "");
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "main") return;
    places[place] = shown();
    turning = true;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const found = document.getElementById("found");
    if (found) {
      // Somebody is typing what to look for: the focus stays in the field.
      document.getElementById("announce").textContent = found.dataset.said;
      document.getElementById("offline").hidden = true;
      return;
    }
    // The buttons of the header are replaced too, and settle on their own.
    if (!turning) return;
    turning = false;
    if (sheet()) {
      place += 1;
      places.length = place;
      history.pushState({ place }, "", sheet().getAttribute("action"));
    }
    arrive();
  });
  window.addEventListener("popstate", (event) => {
    // Without a place it was a jump within the page, such as from the complaint to its field.
    const wanted = event.state?.place ?? place;
    if (wanted === place) return;
    places[place] = shown();
    place = wanted;
    if (!places[place]) return;
    shown().forEach((part, k) => part.replaceWith(places[place][k]));
    places[place].forEach((part) => htmx.process(part));
    arrive();
  });

  // Go to the question of the page, or to what is wrong.
  function arrive() {
    const target = document.getElementById("problem") ?? document.querySelector(".wj-alert:not([hidden])") ?? document.getElementById("question") ?? document.getElementById("main");
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    window.scrollTo(0, target.id === "question" ? 0 : target.getBoundingClientRect().top + window.scrollY);
    document.getElementById("announce").textContent = document.querySelector("[data-said]")?.dataset.said ?? "";
  }

  // The network failed: the page, with every answer, is still there.
  document.addEventListener("htmx:sendError", () => {
    const line = document.getElementById("offline");
    line.hidden = false;
    line.focus();
  });

  const leave = () => {
    leavingOnPurpose = true;
    setTimeout(() => { leavingOnPurpose = false; }, 1000); // a download leaves the page where it is
  };
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) leave(); // else the next page is put into this one
  });
  // The buttons beside the page send its form as a whole: the answer is another page, not the next one inside this.
  document.addEventListener("submit", (event) => {
    const prefs = document.getElementById("prefs");
    const carrier = document.getElementById(prefs?.dataset.carrier ?? "");
    if (!carrier || !prefs.contains(event.submitter)) return;
    if (event.submitter.matches("[data-own]")) {
      // Enter in a field pressed it for the page's own button, which is the one to press, once this event is over.
      event.preventDefault();
      event.stopPropagation();
      const own = carrier.querySelector(`button[name=do][value=${event.submitter.value}]`);
      setTimeout(() => own.click());
    } else if (event.target === carrier) {
      event.stopPropagation();
      leave();
    } else {
      carry(carrier, event.target);
    }
  }, true);

  // Make a form carry what another one has now, ticked and typed, in place of what it carried before.
  function carry(from, to) {
    for (const old of to.querySelectorAll("input[type=hidden]")) old.remove();
    for (const [name, value] of new FormData(from)) {
      if (typeof value !== "string") continue;
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      to.append(input);
    }
  }
  window.addEventListener("beforeunload", (event) => {
    if (!leavingOnPurpose && Number(sheet()?.dataset.answers ?? 0) > 0) event.preventDefault();
  });

  const showPrint = () => document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
  showPrint();
  document.addEventListener("htmx:afterSettle", showPrint);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
  });
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
