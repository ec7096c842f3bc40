/* Asking the browser for a passkey, for forms with data-passkey. What it answers goes along in the form as JSON; the
   server decides. Where the browser cannot, or this is not the address that passkeys are bound to, a sentence says so. */
(() => {
  "use strict";

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  const make = async (asked) => {
    const made = await navigator.credentials.create({ publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: known(asked.excludeCredentials),
    } });
    return [made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    }];
  };

  const show = async (asked) => {
    const shown = await navigator.credentials.get({ publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: known(asked.allowCredentials),
    } });
    return [shown, {
      authenticatorData: text(shown.response.authenticatorData),
      signature: text(shown.response.signature),
    }];
  };

  const ask = async (form) => {
    const asked = JSON.parse(form.dataset.question);
    const [credential, response] = await (form.dataset.passkey === "make" ? make(asked) : show(asked));
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) },
    });
  };

  const say = (form, what) => {
    form.querySelector("[data-told]").textContent = form.dataset[what];
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button[data-ask]");
    if (window.location.origin !== form.dataset.origin) say(form, "elsewhere");
    else if (!window.PublicKeyCredential) say(form, "unable");
    else button.disabled = false;

    form.addEventListener("submit", async (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      const name = form.elements.namedItem("naam");
      if (name && !name.value.trim()) { // the server says what is missing: no passkey is made for nothing
        form.submit();
        return;
      }
      say(form, "wait");
      button.disabled = true;
      try {
        form.elements.namedItem("antwoord").value = await ask(form);
        form.submit();
      } catch (error) {
        delete form.dataset.sent;
        button.disabled = false;
        say(form, error.name === "InvalidStateError" ? "again" : "failed");
      }
    });
  }
})();
