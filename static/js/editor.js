/* Buttons and a preview over fields whose text is Markdown, and clean pasting. Without this file they are plain fields.
   The toolbar is one stop of the Tab key; arrows move in it (ARIA Authoring Practices, toolbar). */
(() => {
  "use strict";

  const pattern = document.getElementById("opmaak");
  if (!pattern) return; // who only reads
  const words = pattern.dataset;

  // As if it were typed: the browser's own "undo" takes it back, and the page hears of it and saves.
  const put = (area, start, end, text, from, to) => {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    area.setSelectionRange(from, to);
  };

  const bold = (area) => {
    let { selectionStart: start, selectionEnd: end } = area;
    const all = area.value;
    while (start < end && /\s/.test(all[start])) start += 1;
    while (end > start && /\s/.test(all[end - 1])) end -= 1;
    const chosen = all.slice(start, end);
    if (chosen.length > 4 && chosen.startsWith("**") && chosen.endsWith("**")) {
      put(area, start, end, chosen.slice(2, -2), start, end - 4);
    } else if (all.slice(start - 2, start) === "**" && all.slice(end, end + 2) === "**") {
      put(area, start - 2, end + 2, chosen, start - 2, end - 2);
    } else {
      const text = (chosen || words.bold).split("\n").map((line) => (line.trim() ? `**${line.trim()}**` : "")).join("\n");
      const one = !text.includes("\n");
      put(area, start, end, text, one ? start + 2 : start, start + text.length - (one ? 2 : 0));
    }
  };

  // Whole lines of the selection get a sign before them, or lose it when all have it.
  const before = (area, sign, has, example) => {
    const all = area.value;
    const start = all.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const next = all.indexOf("\n", area.selectionEnd);
    const end = next < 0 ? all.length : next;
    const lines = all.slice(start, end).split("\n");
    const full = lines.filter((line) => line.trim());
    const marked = full.length > 0 && full.every((line) => has.test(line));
    const made = full.length === 0 ? [sign + example] : lines.map((line) =>
      (marked ? line.replace(has, "") : line.trim() && !has.test(line) ? sign + line.trimStart() : line));
    const above = all.slice(0, start);
    const gap = marked || !above.trim() || /\n\s*\n$/.test(above) || has.test(above.trimEnd().split("\n").at(-1)) ? "" : "\n";
    const text = gap + made.join("\n");
    put(area, start, end, text, start + gap.length + (full.length ? 0 : sign.length), start + text.length);
  };

  const link = (area) => {
    const { selectionStart: start, selectionEnd: end } = area;
    const chosen = area.value.slice(start, end).trim();
    if (/^(https?:\/\/|mailto:)\S+$/.test(chosen)) {
      put(area, start, end, `[${words.link}](${chosen})`, start + 1, start + 1 + words.link.length);
    } else {
      const text = (chosen || words.link).replace(/\s*\n\s*/g, " ");
      put(area, start, end, `[${text}](https://)`, start + text.length + 3, start + text.length + 11);
    }
  };

  const table = (area) => {
    const at = area.selectionEnd;
    const above = area.value.slice(0, at);
    const gap = !above.trim() || /\n\s*\n$/.test(above) ? "" : above.endsWith("\n") ? "\n" : "\n\n";
    const text = `${gap}| ${words.column} 1 | ${words.column} 2 |\n| --- | --- |\n| | |\n| | |\n`;
    put(area, at, at, text, at + gap.length + 2, at + gap.length + 4 + words.column.length);
  };

  const acts = {
    bold,
    heading: (area) => before(area, "## ", /^#{1,6}\s+/, words.heading),
    list: (area) => before(area, "- ", /^\s*[-*+]\s+/, words.item),
    link,
    table,
  };

  // A new line in a list begins with the sign of the list; in an empty item it ends the list.
  const onEnter = (area, event) => {
    const { selectionStart: at, selectionEnd: end } = area;
    if (at !== end || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const start = area.value.lastIndexOf("\n", at - 1) + 1;
    const found = /^(\s*)([-*+]|(\d{1,4})\.)(\s+)(.*)$/.exec(area.value.slice(start, at));
    if (!found) return;
    event.preventDefault();
    if (!found[5].trim()) put(area, start, at, "", start, start);
    else {
      const text = `\n${found[1]}${found[3] ? `${Number(found[3]) + 1}.` : found[2]}${found[4]}`;
      put(area, at, at, text, at + text.length, at + text.length);
    }
  };

  const showOf = async (area, pane) => {
    pane.textContent = words.busy;
    const token = area.form?.querySelector("input[name=csrf_token]")?.value ?? "";
    try {
      const answer = await fetch("/opmaak", { method: "POST", body: new URLSearchParams({ tekst: area.value, csrf_token: token }) });
      if (!answer.ok) throw new Error(String(answer.status));
      pane.innerHTML = await answer.text(); // cleaned by the server: no script, no style, nothing that fetches
      if (!pane.textContent.trim()) pane.textContent = words.empty;
    } catch {
      pane.textContent = words.failed;
    }
  };

  const setUp = (area) => {
    if (area.dataset.ready) return;
    area.dataset.ready = "yes";
    area.addEventListener("paste", (event) => {
      const data = event.clipboardData;
      const text = data && window.pastedAsMarkdown(data.getData("text/html"), data.getData("text/plain"));
      if (text === null || text === undefined) return;
      event.preventDefault();
      const end = area.selectionStart + text.length;
      put(area, area.selectionStart, area.selectionEnd, text, end, end);
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter") onEnter(area, event);
      const key = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey ? event.key.toLowerCase() : "";
      const act = { b: bold, k: link }[key];
      if (!act) return;
      event.preventDefault();
      act(area);
    });
    if (area.dataset.markdown === "kort") return; // a field of one or two lines: no buttons

    const bar = pattern.content.firstElementChild.cloneNode(true);
    const pane = document.createElement("div");
    const buttons = [...bar.querySelectorAll("button")];
    const preview = bar.querySelector("[data-preview]");
    const label = document.querySelector(`label[for="${area.id}"]`)?.firstChild?.textContent.trim() ?? "";
    bar.setAttribute("aria-controls", area.id);
    bar.setAttribute("aria-label", label ? `${words.bar}: ${label}` : words.bar);
    pane.className = "editor__pane prose";
    pane.hidden = true;
    pane.setAttribute("role", "region");
    pane.setAttribute("aria-live", "polite");
    pane.setAttribute("aria-label", label ? `${words.pane}: ${label}` : words.pane);
    area.before(bar);
    area.after(pane);
    area.classList.add("has-editor");

    const look = (on) => {
      preview.setAttribute("aria-pressed", String(on));
      if (on) pane.style.minBlockSize = `${area.offsetHeight}px`;
      area.hidden = on;
      pane.hidden = !on;
      if (on) showOf(area, pane);
    };
    preview.addEventListener("click", () => look(area.hidden === false));
    for (const button of bar.querySelectorAll("[data-act]")) {
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps its selection
      button.addEventListener("click", () => {
        if (area.hidden) look(false);
        acts[button.dataset.act](area);
      });
    }
    buttons.forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
    bar.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (at < 0 || next === undefined) return;
      event.preventDefault();
      const to = buttons[(next + buttons.length) % buttons.length];
      for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
      to.focus();
    });
  };

  const all = (root) => root.querySelectorAll("textarea[data-markdown]").forEach(setUp);
  document.addEventListener("htmx:load", (event) => all(event.target));
  all(document);
})();
