// The console: a request to the server that the page comes from.
"use strict";

(() => {
  const panel = document.querySelector(".console");
  const form = panel.querySelector(".ask");
  const button = form.querySelector(".send");
  const answer = panel.querySelector(".answer");
  const body = document.getElementById("try-body");
  const { method, path, token: tokenHeader, found } = panel.dataset;
  const inputs = [...form.querySelectorAll("[data-place]")];
  const NO_SERVER =
    "No emulator answers here. Start one with modelarts-emulator serve --site DIR, and open /_emulator/site/ on it.";

  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function show(...parts) {
    answer.replaceChildren(...parts);
    answer.querySelectorAll("pre").forEach(addCopyButton);
    answer.querySelectorAll("pre code").forEach(paint);
    answer.scrollIntoView({ block: "nearest" });
  }

  function address() {
    let target = path;
    const query = new URLSearchParams();
    for (const { value, dataset } of inputs) {
      if (dataset.place === "path") target = target.replace(`{${dataset.name}}`, () => encodeURIComponent(value.trim()));
      else if (dataset.place === "query" && value !== "") {
        const values = "repeated" in dataset ? value.split(",") : [value];
        for (const one of values) query.append(dataset.name, one);
      }
    }
    const text = query.toString();
    return text ? `${target}?${text}` : target;
  }

  function headers() {
    const sent = { Accept: "application/json" };
    for (const { value, dataset } of inputs) {
      if (dataset.place === "header" && value !== "") sent[dataset.name] = value;
    }
    if (body?.value.trim()) sent["Content-Type"] = body.dataset.type;
    if (signIn.token()) sent[tokenHeader] = signIn.token();
    return sent;
  }

  function parse(text) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  const pretty = (text) => (parse(text) === undefined ? text : JSON.stringify(parse(text), null, 2));

  // A slip in the body is told before it is sent.
  function isSound() {
    body?.removeAttribute("aria-invalid");
    if (!body?.value.trim() || !body.dataset.type.includes("json")) return true;
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
    if (button.disabled || !isSound()) return;
    if (location.protocol === "file:") {
      show(element("p", NO_SERVER, "problem"));
      return;
    }
    button.disabled = true;
    const started = performance.now();
    try {
      const target = address();
      const reply = await fetch(target, { method, headers: headers(), body: body?.value.trim() || undefined });
      const text = await reply.text();
      showReply(target, reply, text, performance.now() - started);
      if (reply.ok) remember(parse(text));
    } catch (error) {
      show(element("p", `No answer: ${error.message}. ${NO_SERVER}`, "problem"));
    } finally {
      button.disabled = false;
    }
  }

  function showReply(target, reply, text, milliseconds) {
    const head = element("p", "", "result");
    head.append(
      element("span", String(reply.status), reply.ok ? "status" : "status bad"),
      ` ${reply.statusText} in ${Math.round(milliseconds)} ms `,
      element("code", `${method} ${target}`),
    );
    const parts = [head];
    // Every answer of the emulator has this header, and hardly any of another server.
    if (!reply.headers.has("x-request-id")) parts.push(element("p", NO_SERVER, "problem"));
    if (reply.status === 401) parts.push(element("p", "Sign in above, or run the emulator with --auth off.", "hint"));
    if (text) parts.push(codeBlock(pretty(text), "Body of the answer"));
    const details = element("details", "");
    const names = [...reply.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    details.append(element("summary", "Headers"), codeBlock(names, "Headers of the answer"));
    show(...parts, details);
  }

  function codeBlock(text, label) {
    const block = document.createElement("pre");
    block.tabIndex = 0;
    block.setAttribute("role", "region");
    block.setAttribute("aria-label", label);
    block.append(element("code", text, "json"));
    return block;
  }

  // What the reply names, and what the address named, is filled in on the pages of operations that need it.
  function remember(reply) {
    for (const { value, dataset } of inputs) if (dataset.thing) kept.set(dataset.thing, value.trim());
    for (const [thing, steps] of Object.entries(JSON.parse(found))) {
      const value = steps.reduce((inside, step) => inside?.[step], reply);
      if (["string", "number"].includes(typeof value)) kept.set(thing, String(value));
    }
    const last = inputs.findLast(({ dataset }) => dataset.thing);
    if (method === "DELETE" && last && path.endsWith(`{${last.dataset.name}}`)) kept.set(last.dataset.thing, "");
  }

  function fillIn() {
    for (const input of inputs) input.value = (input.dataset.thing && kept.get(input.dataset.thing)) || input.value;
  }

  form.hidden = false;
  fillIn();
  signIn.setUp(({ problem, text, unanswered }) => {
    if (!problem) {
      fillIn();
      show(element("p", "Signed in.", "hint"));
      return;
    }
    const parts = [element("p", unanswered ? `${problem} ${NO_SERVER}` : problem, "problem")];
    if (text) parts.push(codeBlock(pretty(text), "Body of the answer"));
    show(...parts);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  document.getElementById("try-example")?.addEventListener("change", (event) => {
    const chosen = panel.querySelectorAll("template.try-example")[Number(event.target.value)];
    body.value = chosen.content.textContent;
  });
})();
