// Colours in code: ranges of text that the style sheet paints, so that the text itself stays as it is.
"use strict";

const TOKENS = {
  json: /(?<key>"(?:\\.|[^"\\])*"(?=\s*:))|(?<text>"(?:\\.|[^"\\])*")|(?<value>\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*)/g,
  python:
    /(?<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?<key>\b(?:async|await|as|def|for|from|import|in|with)\b)|(?<value>\b(?:True|False|None)\b|\b\d[\d.]*)/g,
  sh: /(?<text>'[^']*'|"(?:\\.|[^"\\])*")|(?<key>(?<=\s)--?[a-zA-Z][\w-]*)/g,
};

// Browsers that cannot do it show plain text.
const painted = globalThis.Highlight && {
  key: new Highlight(),
  text: new Highlight(),
  value: new Highlight(),
};

function paint(block) {
  const tokens = TOKENS[block.className];
  const node = block.firstChild;
  if (!painted || !tokens || node?.nodeType !== Node.TEXT_NODE) return;
  for (const match of node.data.matchAll(tokens)) {
    const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    painted[kind].add(new StaticRange({
      startContainer: node, startOffset: match.index, endContainer: node, endOffset: match.index + match[0].length,
    }));
  }
}

for (const [kind, ranges] of Object.entries(painted || {})) CSS.highlights.set(`code-${kind}`, ranges);
for (const block of document.querySelectorAll("pre code")) paint(block);
