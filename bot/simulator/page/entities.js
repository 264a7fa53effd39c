// Text with entities to nodes. Nothing that anybody wrote is ever read as HTML.
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };

const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];

export function formatted(text, entities, actions) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, sorted, actions);
  return fragment;
}

function fill(parent, text, begin, end, entities, actions) {
  let at = begin;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    // A block begins and ends its own lines: the line breaks beside it are already there.
    const block = BLOCKS.includes(entity.type);
    const before = text.slice(at, entity.offset);
    parent.append(block ? before.replace(/\n$/, "") : before);
    const node = element(entity, text.slice(entity.offset, stop), actions);
    fill(node, text, entity.offset, stop, entities.slice(index + 1), actions);
    parent.append(node);
    at = block && text[stop] === "\n" ? stop + 1 : stop;
  }
  parent.append(text.slice(at, end));
}

function element(entity, words, actions) {
  if (TAGS[entity.type]) return document.createElement(TAGS[entity.type]);
  if (entity.type === "url" || entity.type === "text_link" || entity.type === "email") {
    return invitation(link(entity.url ?? (entity.type === "email" ? `mailto:${words}` : words)), actions);
  }
  if (entity.type === "bot_command") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "command";
    button.addEventListener("click", () => actions.say(words));
    return button;
  }
  const span = document.createElement("span");
  if (entity.type === "spoiler") {
    span.className = "spoiler";
    span.addEventListener("click", () => span.classList.add("open"));
  }
  return span;
}

// A link that starts this very bot does so here, as it would in Telegram, rather than in another window.
function invitation(node, actions) {
  const found = /^https?:\/\/(?:t\.me|telegram\.me)\/(\w+)\?start=([\w-]+)$/i.exec(node.href);
  if (found && found[1].toLowerCase() === actions.bot().toLowerCase()) {
    node.addEventListener("click", (event) => {
      event.preventDefault();
      actions.say(`/start ${found[2]}`);
    });
  }
  return node;
}

export function link(address) {
  const node = document.createElement("a");
  const complete = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  // Only what a browser may safely open; anything else stays words.
  if (/^(https?|mailto|tel|tg):/i.test(complete)) {
    node.href = complete;
    node.target = "_blank";
    node.rel = "noopener noreferrer";
  }
  return node;
}
