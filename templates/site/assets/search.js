// The search: an index that is loaded when it is first wanted, and a list that is walked with the keyboard.
"use strict";

(() => {
  const MOST = 20;
  // Of what fits equally well, operations come first; schemas, of which there are most, last.
  const KINDS = { operation: 0, page: 1, resource: 2, error: 3, schema: 20 };
  const root = document.body.dataset.root;
  const box = document.querySelector("header search");
  const input = document.getElementById("search");
  const list = document.getElementById("results");
  const status = document.getElementById("search-status");
  let loading = null;
  let chosen = -1;

  // "ListSamples" is found by "list samples", and "datasets.versions" by "versions".
  const split = (text) =>
    text
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  // "datasets" finds "dataset".
  const singular = (word) => (word.length > 3 ? word.replace(/s$/, "") : word);

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}search-index.js`;
      script.onload = () =>
        resolve(
          window.searchIndex.map(([kind, name, address, text, more]) => ({
            kind, name, address, text,
            request: kind === "operation" ? more[0] : "",
            plain: name.toLowerCase(),
            names: split(name),
            others: more.map((other) => other.toLowerCase()),
            all: [name, text, ...more].join("\n").toLowerCase(),
            words: [...new Set(split([name, text, ...more].join(" ")))],
          })),
        );
      script.onerror = () => reject(new Error("the index cannot be loaded"));
      document.head.append(script);
    });
    return loading;
  }

  // The smaller the better; Infinity where it does not fit.
  function rank(entry, query, words) {
    const kind = KINDS[entry.kind];
    if (entry.plain === query) return 0;
    if (entry.others.includes(query)) return 5 + kind;
    if (entry.plain.startsWith(query)) return 10 + kind;
    if (!words.length) return entry.all.includes(query) ? 60 + kind : Infinity;
    const named = words.filter((word) => entry.names.some((name) => name.startsWith(word))).length;
    if (named === words.length) return 20 + kind + 5 * Math.min(3, entry.names.length - named);
    if (entry.all.includes(query)) return 60 + kind;
    const all = words.every((word) => entry.words.some((other) => other.startsWith(word)));
    return all ? 90 + kind - 5 * Math.min(3, named) : Infinity;
  }

  function find(entries, text) {
    const query = text.trim().toLowerCase();
    const words = split(text).map(singular);
    return entries
      .map((entry) => ({ entry, rank: rank(entry, query, words) }))
      .filter((found) => found.rank < Infinity)
      .sort((a, b) => a.rank - b.rank || a.entry.name.length - b.entry.name.length || (a.entry.name < b.entry.name ? -1 : 1))
      .map((found) => found.entry);
  }

  // What was typed is marked where it stands as it is, else each of its words.
  function marked(text, typed) {
    const made = document.createDocumentFragment();
    const lower = text.toLowerCase();
    const whole = typed.trim().toLowerCase();
    const wanted = lower.includes(whole) ? [whole] : split(typed).map(singular);
    let at = 0;
    while (at < text.length) {
      const places = wanted.map((word) => [lower.indexOf(word, at), word.length]).filter(([place]) => place >= 0);
      if (!places.length) break;
      const [place, length] = places.sort((one, other) => one[0] - other[0] || other[1] - one[1])[0];
      const mark = document.createElement("mark");
      mark.textContent = text.slice(place, place + length);
      made.append(text.slice(at, place), mark);
      at = place + length;
    }
    made.append(text.slice(at));
    return made;
  }

  // An option holds no link: what is chosen is opened by the list.
  function row(entry, index) {
    const item = document.createElement("li");
    item.id = `result-${index}`;
    item.dataset.address = root + entry.address;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const part = (tag, content, name) => {
      const made = document.createElement(tag);
      made.append(content);
      if (name) made.className = name;
      item.append(made, " ");
    };
    part("strong", marked(entry.name, input.value));
    part("span", entry.kind, "tag");
    part("span", entry.text, "more");
    if (entry.request) part("code", marked(entry.request, input.value), "more");
    return item;
  }

  function open(item, event) {
    if (!item) return;
    if (event.ctrlKey || event.metaKey) {
      window.open(item.dataset.address, "_blank");
      return;
    }
    close();
    location.href = item.dataset.address;
  }

  function choose(index) {
    const items = [...list.children];
    chosen = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, other) => item.setAttribute("aria-selected", String(other === chosen)));
    if (chosen < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
    input.removeAttribute("aria-activedescendant");
  }

  async function update() {
    const text = input.value;
    if (!text.trim()) {
      list.replaceChildren();
      status.textContent = "";
      close();
      return;
    }
    let found;
    try {
      found = find(await load(), text);
    } catch (error) {
      status.textContent = `Search does not work: ${error.message}.`;
      return;
    }
    if (text !== input.value) return; // typed on meanwhile
    list.replaceChildren(...found.slice(0, MOST).map(row));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    const some = found.length > MOST ? `${MOST} of ${found.length}` : found.length || "No";
    status.textContent = found.length === 1 ? "1 result" : `${some} results`;
    box.classList.toggle("nothing", !found.length);
    choose(found.length ? 0 : -1);
  }

  const KEYS = {
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen - 1),
    Enter: (event) => open(list.children[chosen], event),
    Escape: () => {
      input.value = "";
      update();
    },
  };

  box.hidden = false;
  input.addEventListener("focus", () => load().catch(() => {}));
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    const action = KEYS[event.key];
    if (!action) return;
    event.preventDefault();
    action(event);
  });
  list.addEventListener("click", (event) => open(event.target.closest("li"), event));
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    }
  });
})();
