// Forms that save as one types. What could not be sent stays in its form and is sent again; leaving says so. Nothing is
// kept in the browser's storage: the next person on a shared computer would find it.
(() => {
  "use strict";
  const EVERY = 5000;
  const saving = (target) => target instanceof Element && target.closest("form[data-autosave]");
  const typed = new Map(); // form → how often it changed
  const sent = new Map(); // form → the change that is on its way
  const failed = new Set();

  const again = () => failed.forEach((form) => window.htmx.trigger(form, "retry"));
  const changed = (event) => {
    const form = saving(event.target);
    if (form) typed.set(form, (typed.get(form) || 0) + 1);
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  // Without a connection, the button would leave for a page of the browser: the form stays, and tries by itself.
  document.addEventListener("submit", (event) => {
    const form = saving(event.target);
    if (form && failed.has(form)) {
      event.preventDefault();
      again();
    } else typed.delete(form);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (saving(event.target) === event.target) sent.set(event.target, typed.get(event.target));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    if (saving(form) !== form) return;
    const { status } = event.detail.xhr;
    if (status === 0 || status >= 500) {
      failed.add(form);
      form.querySelector(".saved").textContent = document.body.dataset.lost;
      return;
    }
    failed.delete(form);
    if (status === 200 && sent.get(form) === typed.get(form)) typed.delete(form);
  });

  window.addEventListener("online", again);
  setInterval(again, EVERY);
  window.addEventListener("beforeunload", (event) => {
    if (typed.size) event.preventDefault();
  });
})();
