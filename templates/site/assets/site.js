// What every page has: the menu, the theme, tabs of samples, and buttons that copy.
"use strict";

const remember = {
  get(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // Without storage it is forgotten with the page.
    }
  },
};

function setUpMenu() {
  const button = document.querySelector(".menu");
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("menu-open", open);
  };
  button.hidden = false;
  document.body.classList.add("has-menu");
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("menu-open")) {
      show(false);
      button.focus();
    }
  });
  const current = document.querySelector(".side [aria-current]");
  if (current && current.offsetTop > 400) current.closest(".side").scrollTop = current.offsetTop - 200;
}

function setUpTheme() {
  const button = document.querySelector(".theme");
  const root = document.documentElement;
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme");
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember.set("theme", root.dataset.theme);
    label();
  });
  label();
}

function setUpCopying() {
  for (const block of document.querySelectorAll("main pre")) addCopyButton(block);
}

function addCopyButton(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${block.getAttribute("aria-label") || "code"}`);
  // The label stays, so the outcome is said by a status of its own.
  const outcome = document.createElement("span");
  outcome.className = "unseen";
  outcome.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    button.textContent = outcome.textContent = (await copy(block.textContent)) ? "Copied" : "Not copied";
    setTimeout(() => {
      button.textContent = "Copy";
      outcome.textContent = "";
    }, 1500);
  });
  const frame = document.createElement("div");
  frame.className = "code";
  block.replaceWith(frame);
  frame.append(block, button, outcome);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // a page from a disk, or from a server without encryption
  }
}

function copyBySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function setUpTabs() {
  const section = document.querySelector(".samples");
  const samples = section ? [...section.querySelectorAll(".sample")] : [];
  if (samples.length < 2) return;
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "Samples");
  const tabs = samples.map((sample, index) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `tab-${index}`;
    tab.textContent = sample.dataset.title;
    tab.setAttribute("role", "tab");
    sample.id = `sample-${index}`;
    sample.setAttribute("role", "tabpanel");
    sample.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("aria-controls", sample.id);
    sample.querySelector("h3").hidden = true;
    list.append(tab);
    return tab;
  });
  const select = (index, focus) => {
    tabs.forEach((tab, other) => {
      tab.setAttribute("aria-selected", String(other === index));
      tab.tabIndex = other === index ? 0 : -1;
      samples[other].hidden = other !== index;
    });
    if (focus) tabs[index].focus();
    remember.set("sample", samples[index].dataset.title);
  };
  list.addEventListener("click", (event) => {
    const index = tabs.indexOf(event.target);
    if (index >= 0) select(index, false);
  });
  list.addEventListener("keydown", (event) => {
    const now = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    select((next + tabs.length) % tabs.length, true);
  });
  section.querySelector("h2").after(list);
  const last = samples.findIndex((sample) => sample.dataset.title === remember.get("sample"));
  select(Math.max(last, 0), false);
}

// A link to a field or a value that is folded away opens what it is in.
function openTarget() {
  let element = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  while (element) {
    if (element.tagName === "DETAILS") element.open = true;
    element = element.parentElement;
  }
}

setUpMenu();
setUpTheme();
setUpCopying();
setUpTabs();
openTarget();
window.addEventListener("hashchange", openTarget);
