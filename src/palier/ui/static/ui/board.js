// A household is dragged to a home: what opens is the link that the keyboard takes there. Homes without one take nothing.
(() => {
  "use strict";
  let line = "";
  const way = (target) => {
    const home = line && target.closest("[data-home]");
    return home ? home.querySelector(`[data-line="${CSS.escape(line)}"] a[data-ask]`) : null;
  };

  document.addEventListener("dragstart", (event) => {
    const taken = event.target instanceof Element && event.target.closest("[data-line]");
    if (!taken) return;
    line = taken.dataset.line;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", taken.querySelector("strong").textContent);
    for (const home of document.querySelectorAll("[data-home]")) home.classList.toggle("takes", Boolean(way(home)));
  });

  document.addEventListener("dragover", (event) => {
    if (way(event.target)) event.preventDefault();
  });

  document.addEventListener("drop", (event) => {
    const link = way(event.target);
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  document.addEventListener("dragend", () => {
    line = "";
    for (const home of document.querySelectorAll("[data-home]")) home.classList.remove("takes");
  });
})();
