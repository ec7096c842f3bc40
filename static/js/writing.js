/* For who writes: says at once when a text could not be kept and tries again, warns before one is signed out, gives the
   forms of this page the token of a new session, and takes 1 to 5 as a score. Every form works without this file. */
(() => {
  "use strict";

  const RETRY = 20_000; // milliseconds between tries while the connection or the server is away
  const WARN = 300; // seconds before the end of a session
  const LONG = "main form[method=post] textarea";
  const bar = document.getElementById("niet-bewaard");
  const soon = document.getElementById("bijna-uitgelogd");
  if (!bar) return; // who only reads
  const saver = () => document.querySelector("[data-saves]");
  let failing = "";
  let retry = 0;

  const hide = () => {
    failing = "";
    bar.hidden = true;
    window.clearTimeout(retry);
  };

  const tryAgain = () => {
    if (failing && saver()) window.htmx.trigger(saver(), "opnieuw");
  };

  const say = (why) => {
    failing = why;
    document.getElementById("verbinding").hidden = true; // one message is enough
    for (const text of bar.querySelectorAll("[data-why]")) text.hidden = text.dataset.why !== why;
    bar.hidden = false;
    for (const line of document.querySelectorAll("[data-saves] .save-bar__line.is-saved")) line.hidden = true; // no longer true
    window.clearTimeout(retry);
    if (why === "500" || why === "weg") retry = window.setTimeout(tryAgain, RETRY);
  };

  const reason = (status) => {
    if (!status) return "weg";
    if (status === 401 || status === 403 || status === 409 || status === 413) return String(status);
    return "500";
  };

  const ask = async (address) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : { wie: 0, seconden: 0, verlengbaar: false, sleutel: "" };
  };

  // The forms of this page belong to the session that it was opened in; after signing in anew they carry its token.
  const renew = (token) => {
    for (const form of document.querySelectorAll("form[method=post]")) {
      let field = form.querySelector("input[name=csrf_token]");
      if (!field) {
        field = document.createElement("input");
        field.type = "hidden";
        field.name = "csrf_token";
        form.append(field);
      }
      field.value = token;
    }
  };

  const whose = Number(bar.dataset.person);

  const cameBack = async () => {
    const state = await ask("/sessie");
    if (!state.wie) return;
    if (whose && state.wie !== whose) {
      say("ander");
      return;
    }
    renew(state.sleutel);
    const again = failing;
    if (again) tryAgain();
    if (again && !saver()) hide();
    watch(state);
  };

  for (const name of ["sendError", "timeout", "responseError"]) {
    document.addEventListener(`htmx:${name}`, async (event) => {
      if (!event.target.closest?.("[data-saves]")) return;
      const status = name === "responseError" ? event.detail.xhr.status : 0;
      if (status === 403 && !(await ask("/sessie")).wie) say("401");
      else say(reason(status));
    });
  }
  document.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.target.closest?.("[data-saves]") && event.detail.xhr.status < 400) hide();
  });
  window.addEventListener("online", tryAgain);
  window.addEventListener("offline", () => { if (saver()) say("weg"); });
  document.addEventListener("visibilitychange", () => {
    const left = failing === "401" || failing === "403" || failing === "ander" || document.querySelector("[data-typed]");
    if (!document.hidden && left) cameBack();
  });
  window.addEventListener("focus", () => {
    if (failing === "401" || document.querySelector("[data-typed]")) cameBack();
  });

  let clock = 0;
  const watch = (state) => {
    if (!soon) return;
    window.clearTimeout(clock);
    if (!state.wie) {
      soon.hidden = true;
      say("401");
      return;
    }
    soon.hidden = state.seconden > WARN;
    soon.querySelector("[data-minutes]").textContent = String(Math.max(1, Math.ceil(state.seconden / 60)));
    soon.querySelector("[data-stay]").hidden = !state.verlengbaar;
    soon.querySelector("[data-anew]").hidden = state.verlengbaar;
    const wait = state.seconden > WARN ? state.seconden - WARN : Math.min(state.seconden + 1, 30);
    clock = window.setTimeout(async () => watch(await ask("/sessie").catch(() => state)), wait * 1000);
  };

  if (soon && document.querySelector(LONG)) {
    soon.querySelector("button").addEventListener("click", async () => watch(await ask("/sessie/blijf")));
    ask("/sessie").then(watch, () => {});
  }

  // A number on the keyboard is the score of the question that has the focus; 0 is "I cannot judge this".
  document.addEventListener("keydown", (event) => {
    const question = event.target.closest?.("[data-keys]");
    if (!question || event.target.matches("textarea, [type=text]") || event.ctrlKey || event.altKey || event.metaKey) return;
    const radios = [...question.querySelectorAll("input[type=radio]")];
    const chosen = event.key === "0" ? radios.at(-1) : /^[1-5]$/.test(event.key) ? radios[Number(event.key) - 1] : null;
    if (!chosen) return;
    event.preventDefault();
    chosen.focus();
    chosen.click();
  });
})();
