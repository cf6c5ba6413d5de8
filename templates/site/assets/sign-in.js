// Signing in to the server that the page comes from: a token for this tab, until it is closed.
"use strict";

// What the console keeps: the token, and ids that replies named. Without storage it is forgotten with the page.
const kept = {
  get(name) {
    try {
      return sessionStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value) sessionStorage.setItem(name, value);
      else sessionStorage.removeItem(name);
    } catch {
      // See above.
    }
  },
};

const signIn = (() => {
  const panel = document.querySelector(".sign-in");
  const token = () => (panel ? kept.get("token") : null);

  function showState() {
    panel.querySelector(".signed").textContent = token() ? "Signed in" : "Not signed in";
    panel.querySelector(".sign-out").hidden = !token();
  }

  function question({ user, password, domain, project }) {
    const identity = { methods: ["password"], password: { user: { name: user, password, domain: { name: domain } } } };
    return JSON.stringify({ auth: { identity, scope: { project: { name: project } } } });
  }

  // Resolves to an empty text, or to what went wrong and the server's answer.
  async function ask(fields) {
    const headers = { "Content-Type": "application/json" };
    const reply = await fetch("/v3/auth/tokens", { method: "POST", headers, body: question(fields) });
    const text = await reply.text();
    const found = reply.headers.get("X-Subject-Token");
    if (!reply.ok || !found) return { problem: `Not signed in: the server answered ${reply.status}.`, text };
    kept.set("token", found);
    kept.set("project_id", JSON.parse(text).token?.project?.id);
    return { problem: "", text };
  }

  // `done` is called with the outcome of each attempt.
  function setUp(done) {
    if (!panel) return;
    panel.hidden = false;
    showState();
    panel.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(event.target));
      event.target.elements.password.value = "";
      let outcome;
      try {
        outcome = await ask(fields);
      } catch (error) {
        outcome = { problem: `Not signed in: ${error.message}.`, text: "", unanswered: true };
      }
      showState();
      if (!outcome.problem) panel.open = false;
      done(outcome);
    });
    panel.querySelector(".sign-out").addEventListener("click", () => {
      kept.set("token", "");
      showState();
    });
  }

  return { token, setUp };
})();
