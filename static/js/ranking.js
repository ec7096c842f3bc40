/* Dragging the options of a ballot into another order. What is dropped gets the place above which it was dropped; the
   server draws the list anew, as it does for the buttons. Nothing here is needed to vote. */
(() => {
  "use strict";

  let dragged = null;

  const rows = () => [...document.querySelectorAll("[data-ranking] .ranking__item")];

  const rowAt = (y) => rows().find((row) => {
    const box = row.getBoundingClientRect();
    return y >= box.top && y <= box.bottom;
  });

  // Everything down to the dropped row, and everything that had a place, stands in this order; the rest stays unplaced.
  const place = () => {
    const all = rows();
    const last = all.indexOf(dragged);
    let number = 0;
    all.forEach((row, index) => {
      const select = row.querySelector("select");
      select.value = index <= last || select.value ? String((number += 1)) : "";
    });
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(".ranking__grip");
    if (!grip || event.button) return;
    event.preventDefault();
    dragged = grip.closest(".ranking__item");
    dragged.classList.add("is-dragged");
    grip.setPointerCapture(event.pointerId);
  });

  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const over = rowAt(event.clientY);
    if (!over || over === dragged) return;
    const all = rows();
    over[all.indexOf(over) > all.indexOf(dragged) ? "after" : "before"](dragged);
  });

  const drop = (event) => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    if (event.type === "pointerup") {
      place();
      const form = dragged.closest("form");
      const values = Object.fromEntries(new FormData(form));
      values.stap = `schik-${dragged.dataset.code}`;
      window.htmx.ajax("POST", form.action, { target: "#_ranking", swap: "outerHTML", values });
    }
    dragged = null;
  };
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  // After a press of Hoger or Lager the very button has the focus again, so that one can press on.
  let pressed = "";
  document.addEventListener("htmx:beforeRequest", (event) => { pressed = event.target.id ?? ""; });
  document.addEventListener("htmx:afterSettle", () => { if (pressed) document.getElementById(pressed)?.focus(); });
})();
