// Keys of the desk. An element with data-key answers to its key: a link is followed, a fold is turned, anything else takes
// the focus, so that no key decides a case. Every page works without this file.
(function () {
  "use strict";

  const typing = (element) => element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key.length !== 1) return;
    const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!found) return;
    event.preventDefault();
    if (found.matches("a")) found.click();
    else if (found.matches("summary")) {
      found.parentElement.open = !found.parentElement.open;
      found.focus();
    } else found.focus();
  });

  // How many lines are agreed to and what they come to follows what is ticked. The server counts again.
  const sums = document.querySelectorAll("[data-agreed]");
  const boxes = document.querySelectorAll("input[name=refuse][data-fen]");
  const sum = () => {
    let lines = 0;
    let fen = 0;
    for (const box of boxes) {
      const change = Number(box.defaultChecked) - Number(box.checked);
      lines += change;
      fen += change * Number(box.dataset.fen);
    }
    for (const place of sums) {
      const amount = Number(place.dataset.fen) + fen;
      const digits = amount % 100 ? 2 : 0;
      const yuan = (amount / 100).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
      place.textContent = place.dataset.words
        .replace("{n}", Number(place.dataset.agreed) + lines)
        .replace("{amount}", yuan);
    }
  };
  if (boxes.length) {
    for (const box of boxes) box.addEventListener("change", sum);
    window.addEventListener("pageshow", sum);
  }

  // A name that can be called in a note is put into it by a press.
  for (const name of document.querySelectorAll("[data-mention]")) {
    const field = document.getElementById(name.dataset.mention);
    if (!field) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wj-textbutton";
    button.textContent = name.textContent;
    button.addEventListener("click", () => {
      field.setRangeText(`${button.textContent} `, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    });
    name.replaceChildren(button);
  }

  // What is wrong, or what is to be confirmed, comes first.
  const first = document.getElementById("problem") ?? document.getElementById("preview");
  if (first && ["", `#${first.id}`].includes(location.hash)) {
    first.setAttribute("tabindex", "-1");
    first.focus();
  }
})();
