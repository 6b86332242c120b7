// What the pages do faster with script. Every page works without it.
(() => {
  "use strict";
  const OFF = "palier-shortcuts-off";
  const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");

  // Keyboard: "/" goes to the search box, j and k (or the arrows, inside a list) move from row to row.
  const move = (list, step) => {
    const stop = (row) => row.querySelector("th a") || row.querySelector("a, button, input:enabled");
    const stops = [...list.querySelectorAll("tbody tr")].map(stop).filter(Boolean);
    const at = stops.findIndex((found) => found.closest("tr").contains(document.activeElement));
    const next = stops[Math.min(Math.max(at + step, 0), stops.length - 1)];
    if (next) next.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null);
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const inside = event.target.closest("[data-list]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && inside) {
      event.preventDefault();
      return move(inside, step);
    }
    if (localStorage.getItem(OFF)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-shortcut='/']");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    } else if (event.key === "j" || event.key === "k") {
      const list = inside || document.querySelector("[data-list]");
      if (list) move(list, event.key === "j" ? 1 : -1);
    }
  });

  const shortcuts = (button) => {
    const off = localStorage.getItem(OFF);
    button.hidden = false;
    button.textContent = off ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", off ? "false" : "true");
  };

  // Menus close on Escape, on a click elsewhere and when the focus leaves.
  const closeMenus = (kept) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu === kept) continue;
      if (!kept && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  };
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]") || document.body));

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details[data-menu]") || document.body);
    const button = event.target.closest("[data-shortcuts]");
    if (!button) return;
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    shortcuts(button);
  });

  // Selection in a table: one box for all, and a bar that says how many.
  const boxes = (name) => [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]:enabled`)];
  document.addEventListener("change", (event) => {
    const all = event.target.dataset.selectAll;
    if (all) boxes(all).forEach((box) => (box.checked = event.target.checked));
    count();
  });
  const count = () => {
    for (const bar of document.querySelectorAll("[data-selection]")) {
      const ticked = boxes(bar.dataset.selection).filter((box) => box.checked).length;
      bar.hidden = ticked === 0;
      bar.querySelector("[data-words]").hidden = false;
      bar.querySelector("[data-count]").textContent = ticked;
    }
  };

  const ready = (root) => {
    root.querySelectorAll("[data-shortcuts]").forEach(shortcuts);
    root.querySelectorAll("[data-select-all]").forEach((box) => (box.hidden = false));
    count();
  };

  // Empty filters stay out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.filters")) return;
    for (const [name, value] of [...event.detail.parameters.entries()]) if (value === "") event.detail.parameters.delete(name);
  });

  // A refusal or a failure answers a page: say its sentence here and keep what was typed. A fragment takes its place.
  const say = (text) => {
    const notices = document.getElementById("notices");
    const words = document.createElement("p");
    const notice = document.createElement("div");
    words.textContent = text;
    notice.className = "notice error";
    notice.setAttribute("role", "alert");
    notice.append(words);
    notices.replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400 || xhr.status === 422) return;
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const failure = page.querySelector("[data-failure]");
    if (failure) say(failure.textContent.trim().replace(/\s+/g, " "));
    else if (xhr.status === 409) event.detail.shouldSwap = true;
  });
  // A form that saves as one types says it in its own place (autosave.js).
  document.addEventListener("htmx:sendError", (event) => {
    if (!event.target.closest("form[data-autosave]")) say(document.body.dataset.lost);
  });

  document.addEventListener("htmx:load", (event) => ready(event.target));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => ready(document));
  else ready(document);
})();
