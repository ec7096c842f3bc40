/* What plain HTML cannot do: focus on the error summary, ask before what cannot be undone, send a form once,
   close menus, and say so when the connection is gone. Everything works without this file. */
(() => {
  "use strict";

  const focusOn = (root) => {
    const target = root.querySelector("[data-focus]");
    if (target) target.focus();
  };

  const connection = () => document.getElementById("verbinding");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter?.dataset.nothing !== undefined) { // the Enter key in a field: see csrf_field
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (form.method === "post" && navigator.onLine === false) {
      event.preventDefault();
      connection().hidden = false;
      return;
    }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      if (form.dataset.sent) event.preventDefault();
      else form.dataset.sent = "yes";
    }
  }, true);

  // The bar that stays below must not lie over the field that has the focus (WCAG 2.4.11): browsers only scroll what is
  // out of the window, and what is behind the bar is not.
  document.addEventListener("focusin", ({ target }) => {
    const bar = document.querySelector(".save-bar");
    if (!bar || bar.contains(target) || !(bar.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING)) return;
    const field = target.getBoundingClientRect();
    const below = field.bottom + 8 - bar.getBoundingClientRect().top;
    if (below > 0) window.scrollBy(0, Math.min(below, Math.max(0, field.top - 16)));
  });

  // A region that may scroll is a stop for the keyboard only while it does.
  const regions = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const region = target.closest(".scroll, section[tabindex]");
      const scrolls = region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1;
      region.tabIndex = scrolls ? 0 : -1;
    }
  });
  const watchRegions = (root) => {
    for (const region of root.querySelectorAll('.scroll[tabindex="0"], section[tabindex="0"]')) {
      regions.observe(region);
      for (const part of region.children) regions.observe(part);
    }
  };

  // A page that comes back from the browser's memory may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  const openMenus = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });

  // On paper nothing is folded.
  const unfolded = [];
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details:not([open], [data-menu])")) {
      fold.open = true;
      unfolded.push(fold);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const fold of unfolded.splice(0)) fold.open = false;
  });

  document.addEventListener("htmx:afterSwap", (event) => focusOn(event.detail.target));
  document.addEventListener("htmx:load", (event) => watchRegions(event.detail.elt));
  document.addEventListener("htmx:sendError", () => { connection().hidden = false; });
  window.addEventListener("offline", () => { connection().hidden = false; });
  window.addEventListener("online", () => { connection().hidden = true; });
  document.addEventListener("htmx:timeout", () => { connection().hidden = false; });
  document.addEventListener("htmx:afterOnLoad", () => { connection().hidden = true; });

  focusOn(document);
  watchRegions(document);
})();
