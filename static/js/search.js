/* Suggestions under the search boxes of the header: a combobox after the ARIA Authoring Practices (list autocomplete,
   manual selection). Without this file the boxes are ordinary search forms. */
(() => {
  "use strict";

  const WAIT = 180; // milliseconds between the last key and the question

  const setUp = (form) => {
    const field = form.querySelector("input[type=search]");
    const list = document.createElement("ul");
    const said = document.createElement("p");
    let options = [];
    let active = -1;
    let timer = 0;
    let asked = null;

    list.id = `${field.id}-lijst`;
    list.className = "site-search__list plain-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestLabel);
    said.className = "visually-hidden";
    said.setAttribute("aria-live", "polite"); // no role of status: that is the message of the page
    form.append(list, said);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);

    const choose = (index) => {
      active = index;
      options.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
      if (active < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", options[active].id);
        options[active].scrollIntoView({ block: "nearest" });
      }
    };

    const close = () => {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      choose(-1);
    };

    const show = (found) => {
      options = found.map((one, at) => {
        const item = document.createElement("li");
        const title = document.createElement("span");
        const kind = document.createElement("small");
        item.id = `${list.id}-${at}`;
        item.className = "site-search__option";
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.address = one.adres;
        title.textContent = one.titel;
        title.dir = "auto";
        kind.textContent = one.soort;
        item.append(title, kind);
        return item;
      });
      list.replaceChildren(...options);
      list.hidden = options.length === 0;
      field.setAttribute("aria-expanded", String(options.length > 0));
      said.textContent = options.length ? form.dataset.suggestFound.replace("#", options.length) : "";
      choose(-1);
    };

    const ask = async () => {
      const words = field.value.trim();
      asked?.abort();
      if (words.length < 2) {
        close();
        return;
      }
      asked = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asked.signal });
        if (answer.ok && document.activeElement === field) show(await answer.json());
      } catch { /* no suggestions then: the form itself still searches */ }
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      if (event.key === "Escape" && open) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) ask();
        else {
          const step = event.key === "ArrowDown" ? 1 : -1;
          const next = active + step;
          choose(next < -1 ? options.length - 1 : next >= options.length ? -1 : next);
        }
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        window.location.assign(options[active].dataset.address);
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) window.location.assign(option.dataset.address);
    });
  };

  document.querySelectorAll("form[data-suggest]").forEach(setUp);
})();
