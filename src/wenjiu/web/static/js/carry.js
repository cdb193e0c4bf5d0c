// Carry the answers to another device in the fragment of a link. A browser never sends the fragment to a server: the
// answers leave the other device only after a click there. Without JavaScript none of this is shown.
(function () {
  "use strict";

  // The first letters of a fragment: the version and how the rest is written (z: deflated, j: plain).
  const DEFLATED = "v1z.";
  const PLAIN = "v1j.";
  const FIELD = /^(?:s|no|unsure|none|about|more|a-[A-Za-z0-9_.~]{1,120})$/;
  const LONGEST_FRAGMENT = 20000; // characters
  const LARGEST = 60000; // bytes
  const MOST_FIELDS = 400;
  const LONGEST_VALUE = 200; // characters

  // ---- writing ----

  function fieldsOf(form) {
    return [...new FormData(form)].filter(([name, value]) => FIELD.test(name) && typeof value === "string");
  }

  async function fragmentOf(fields) {
    const bytes = new TextEncoder().encode(JSON.stringify(fields));
    if (typeof CompressionStream === "undefined") return PLAIN + base64url(bytes);
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return DEFLATED + base64url(new Uint8Array(await new Response(stream).arrayBuffer()));
  }

  function base64url(bytes) {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  // ---- reading ----

  // Return the fields of a fragment. Throw an error for anything that this page does not write itself.
  async function fieldsIn(fragment) {
    if (fragment.length > LONGEST_FRAGMENT) throw new Error("too long");
    const form = fragment.slice(0, DEFLATED.length);
    if (form !== DEFLATED && form !== PLAIN) throw new Error("unknown form");
    const raw = atob(fragment.slice(form.length).replaceAll("-", "+").replaceAll("_", "/"));
    let bytes = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
    if (form === DEFLATED) bytes = await inflated(bytes);
    const fields = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const sound = Array.isArray(fields) && fields.length > 0 && fields.length <= MOST_FIELDS && fields.every(isField);
    if (!sound) throw new Error("no fields");
    return fields;
  }

  function isField(pair) {
    return Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string")
      && FIELD.test(pair[0]) && pair[1].length <= LONGEST_VALUE;
  }

  async function inflated(bytes) {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const parts = [];
    let size = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > LARGEST) {
        await reader.cancel();
        throw new Error("too large");
      }
      parts.push(part.value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  // ---- the result page: make the link ----

  async function make(section) {
    const address = new URL(section.dataset.carry, location.href);
    address.hash = await fragmentOf(fieldsOf(document.getElementById("keep")));
    const field = section.querySelector("[data-carry-link]");
    field.value = address.href;
    section.querySelector("[data-carry-made]").hidden = false;
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(address.href);
      section.querySelector("[data-carry-copied]").hidden = false;
    } catch {
      section.querySelector("[data-carry-by-hand]").hidden = false;
    }
    await draw(section, address.href);
  }

  // Draw the link as a QR code; a link that is too long for one has none.
  async function draw(section, text) {
    const place = section.querySelector("[data-carry-qr]");
    place.replaceChildren();
    try {
      const { default: qrcode } = await import(new URL(section.dataset.qr, location.href).href);
      const code = qrcode(0, "L");
      code.addData(text, "Byte");
      code.make();
      place.append(picture(code));
      place.parentElement.hidden = false;
    } catch {
      place.parentElement.hidden = true;
    }
  }

  function picture(code) {
    const size = code.getModuleCount();
    const edge = 4; // modules left white around the code
    let dark = "";
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        if (code.isDark(row, column)) dark += `M${column + edge} ${row + edge}h1v1h-1z`;
      }
    }
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${size + 2 * edge} ${size + 2 * edge}`);
    svg.setAttribute("shape-rendering", "crispEdges");
    svg.setAttribute("aria-hidden", "true");
    for (const [color, path] of [["#fff", `M0 0h${size + 2 * edge}v${size + 2 * edge}h-${size + 2 * edge}z`], ["#000", dark]]) {
      const part = document.createElementNS("http://www.w3.org/2000/svg", "path");
      part.setAttribute("fill", color);
      part.setAttribute("d", path);
      svg.append(part);
    }
    return svg;
  }

  // ---- the page of statements: go on with the answers of a link ----

  async function goOn(section) {
    let fields;
    try {
      fields = await fieldsIn(location.hash.slice(1));
    } catch {
      const broken = section.querySelector("[data-restore-broken]");
      broken.hidden = false;
      broken.focus();
      section.querySelector("[data-restore-go]").hidden = true;
      return;
    }
    const start = document.getElementById("visit");
    const form = document.createElement("form");
    form.method = "post";
    form.action = start.action;
    const token = start.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of [...fields, ["do", "results"], ["csrfmiddlewaretoken", token]]) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    form.requestSubmit();
  }

  function show() {
    for (const section of document.querySelectorAll("[data-carry]")) section.hidden = false;
    const restore = document.querySelector("[data-restore]");
    if (restore) restore.hidden = !/^#v\d/.test(location.hash);
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const carry = event.target.closest("[data-carry-make]")?.closest("[data-carry]");
    if (carry) make(carry);
    const restore = event.target.closest("[data-restore-go]")?.closest("[data-restore]");
    if (restore) goOn(restore);
  });
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("hashchange", () => {
    // A link of this kind was opened over a page that cannot use it: the page of statements can.
    if (/^#v\d/.test(location.hash) && !document.querySelector("[data-restore]")) {
      location.assign(document.querySelector(".wj-brand").href + location.hash);
      return;
    }
    show();
  });
  show();
})();
