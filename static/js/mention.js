/* Names to choose from while one types an at-sign in a field that may mention people: a list after the ARIA Authoring
   Practices, moved through with the arrows while the focus stays in the field. Without this file there is a field apart. */
(() => {
  "use strict";

  const MOST = 8; // names shown at once
  const LONGEST = 40; // characters behind the at-sign that are looked at
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const namesFor = (area) => {
    const source = document.getElementById(area.dataset.mentionFrom);
    return source ? [...source.querySelectorAll("option")].map((one) => ({ name: one.value, plain: folded(one.value) })) : [];
  };

  const setUp = (area) => {
    if (area.dataset.mentions) return;
    const names = namesFor(area);
    if (!names.length) return;
    area.dataset.mentions = "yes";
    const list = document.createElement("ul");
    const said = document.createElement("p");
    let options = [];
    let active = -1;
    let start = -1;

    list.id = `${area.id}-namen`;
    list.className = "mention-list plain-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", area.dataset.mentionLabel);
    said.className = "visually-hidden";
    said.setAttribute("aria-live", "polite");
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    area.setAttribute("aria-controls", list.id);
    area.after(list, said);
    const apart = area.form?.querySelector("[data-mention-apart]");
    if (apart && !apart.querySelector("input").value) apart.hidden = true; // the list does the same

    const choose = (index) => {
      active = index;
      options.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
      if (active < 0) area.removeAttribute("aria-activedescendant");
      else {
        area.setAttribute("aria-activedescendant", options[active].id);
        options[active].scrollIntoView({ block: "nearest" });
      }
    };

    const close = () => {
      list.hidden = true;
      start = -1;
      choose(-1);
    };

    const show = () => {
      const caret = area.selectionStart;
      const before = area.value.slice(Math.max(0, caret - LONGEST - 1), caret);
      const sign = before.lastIndexOf("@");
      const asked = folded(before.slice(sign + 1));
      if (sign < 0 || area.selectionEnd !== caret || asked.includes("\n") || /[\p{L}\p{N}._-]/u.test(before[sign - 1] ?? " ")) {
        close();
        return;
      }
      const found = [
        ...names.filter((one) => one.plain.startsWith(asked)),
        ...names.filter((one) => !one.plain.startsWith(asked) && one.plain.split(/[\s-]/).some((word) => word.startsWith(asked))),
      ].slice(0, MOST);
      const whole = found.length === 1 && found[0].plain === asked;
      if (!found.length || whole) {
        close();
        return;
      }
      start = caret - asked.length - 1;
      options = found.map((one, at) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${at}`;
        item.className = "mention-list__option";
        item.setAttribute("role", "option");
        item.dir = "auto";
        item.textContent = one.name;
        return item;
      });
      list.replaceChildren(...options);
      if (list.hidden) said.textContent = area.dataset.mentionFound;
      list.hidden = false;
      choose(0);
    };

    const take = (index) => {
      const text = `@${options[index].textContent} `;
      const from = start;
      area.focus();
      area.setSelectionRange(from, area.selectionStart);
      if (!document.execCommand("insertText", false, text)) {
        area.setRangeText(text, from, area.selectionEnd, "end");
        area.dispatchEvent(new Event("input", { bubbles: true }));
      }
      close();
    };

    area.addEventListener("input", show);
    area.addEventListener("click", () => { if (!list.hidden) show(); });
    area.addEventListener("blur", close);
    // In the capturing phase: these keys belong to the list while it is open, not to the editor.
    area.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) choose((active + step + options.length) % options.length);
      else if (event.key === "Enter" || event.key === "Tab") take(active);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const at = options.indexOf(event.target.closest("[role=option]"));
      if (at >= 0) take(at);
    });
  };

  const all = (root) => root.querySelectorAll("textarea[data-mention-from]").forEach(setUp);
  document.addEventListener("htmx:load", (event) => all(event.target));
  all(document);
})();
