// The console: a request to the server that the page comes from.
"use strict";

(() => {
  const console_ = document.querySelector(".console");
  const form = console_.querySelector("form");
  const signIn = console_.querySelector(".sign-in");
  const answer = console_.querySelector(".answer");
  const signed = console_.querySelector(".signed");
  const body = document.getElementById("try-body");
  const { method, path, token: tokenHeader } = console_.dataset;
  const TOKEN = "token";
  const NO_SERVER =
    "Nothing answers here. Serve the reference by the emulator: modelarts-emulator serve --site DIR, then open /_emulator/site/ there.";

  const session = {
    get: () => {
      try {
        return sessionStorage.getItem(TOKEN);
      } catch {
        return null;
      }
    },
    set: (value) => {
      if (value) sessionStorage.setItem(TOKEN, value);
      else sessionStorage.removeItem(TOKEN);
    },
  };

  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function show(...parts) {
    answer.replaceChildren(...parts);
  }

  function showToken() {
    const has = Boolean(session.get());
    signed.textContent = tokenHeader ? (has ? "Signed in." : "Not signed in.") : "";
    signIn.querySelector(".sign-out").hidden = !has;
  }

  function address() {
    let target = path;
    const query = new URLSearchParams();
    for (const input of form.querySelectorAll("[data-place]")) {
      const { place, name } = input.dataset;
      if (place === "path") target = target.replace(`{${name}}`, encodeURIComponent(input.value));
      else if (place === "query" && input.value !== "") query.append(name, input.value);
    }
    const text = query.toString();
    return text ? `${target}?${text}` : target;
  }

  function headers() {
    const found = { Accept: "application/json" };
    for (const input of form.querySelectorAll('[data-place="header"]')) {
      if (input.value !== "") found[input.dataset.name] = input.value;
    }
    if (body && body.value.trim()) found["Content-Type"] = body.dataset.type;
    if (tokenHeader && session.get()) found[tokenHeader] = session.get();
    return found;
  }

  function pretty(text) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }

  // A slip in the body is told before it is sent.
  function isSound() {
    if (!body || !body.value.trim() || !body.dataset.type.includes("json")) return true;
    try {
      JSON.parse(body.value);
      return true;
    } catch (error) {
      body.setAttribute("aria-invalid", "true");
      show(element("p", `The body is not JSON: ${error.message}`, "problem"));
      body.focus();
      return false;
    }
  }

  async function send() {
    body?.removeAttribute("aria-invalid");
    if (location.protocol === "file:") {
      show(element("p", NO_SERVER, "problem"));
      return;
    }
    if (!isSound()) return;
    const started = performance.now();
    try {
      const reply = await fetch(address(), { method, headers: headers(), body: body?.value.trim() || undefined });
      const text = await reply.text();
      showReply(reply, text, performance.now() - started);
    } catch (error) {
      show(element("p", `No answer: ${error.message}. ${NO_SERVER}`, "problem"));
    }
  }

  function showReply(reply, text, milliseconds) {
    const head = element("p", "", "result");
    head.append(
      element("span", String(reply.status), reply.ok ? "status" : "status bad"),
      ` ${reply.statusText} in ${Math.round(milliseconds)} ms`,
    );
    const parts = [head];
    if (!reply.headers.get("x-request-id")) parts.push(element("p", NO_SERVER, "problem"));
    if (reply.status === 401) parts.push(element("p", "Sign in below, or run the emulator with --auth off.", "hint"));
    const details = element("details", "");
    const names = [...reply.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    details.append(element("summary", "Headers"), codeBlock(names, "Headers of the answer"));
    parts.push(details);
    if (text) parts.push(codeBlock(pretty(text), "Body of the answer"));
    show(...parts);
  }

  function codeBlock(text, label) {
    const block = document.createElement("pre");
    block.tabIndex = 0;
    block.setAttribute("role", "region");
    block.setAttribute("aria-label", label);
    block.append(element("code", text));
    return block;
  }

  function question({ user, password, domain, project }) {
    const identity = { methods: ["password"], password: { user: { name: user, password, domain: { name: domain } } } };
    return JSON.stringify({ auth: { identity, scope: { project: { name: project } } } });
  }

  async function getToken(fields) {
    const headers_ = { "Content-Type": "application/json" };
    const reply = await fetch("/v3/auth/tokens", { method: "POST", headers: headers_, body: question(fields) });
    const text = await reply.text();
    const token = reply.headers.get("X-Subject-Token");
    if (!reply.ok || !token) {
      show(element("p", `Not signed in: the server answered ${reply.status}.`, "problem"), codeBlock(pretty(text), "Body of the answer"));
      return;
    }
    session.set(token);
    const project = JSON.parse(text).token?.project?.id;
    const input = document.getElementById("try-path-project_id");
    if (project && input) input.value = project;
    signIn.open = false;
    show(element("p", "Signed in.", "hint"));
  }

  form.hidden = false;
  signIn.hidden = !tokenHeader;
  showToken();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  signIn.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    event.target.elements.password.value = "";
    try {
      await getToken(fields);
    } catch (error) {
      show(element("p", `Not signed in: ${error.message}. ${NO_SERVER}`, "problem"));
    }
    showToken();
  });
  signIn.querySelector(".sign-out").addEventListener("click", () => {
    session.set("");
    showToken();
  });
  document.getElementById("try-example")?.addEventListener("change", (event) => {
    const chosen = console_.querySelectorAll("template.try-example")[Number(event.target.value)];
    body.value = chosen.content.textContent;
  });
})();
