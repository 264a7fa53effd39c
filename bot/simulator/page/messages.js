// One message as a list item.
import { formatted, link } from "./entities.js";
import { locale, word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  file: "M7 3h7l4 4v14H7ZM14 3v4h4", place: "M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.5 12 21 12 21ZM12 9.5v.01",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 6",
  voice: "M12 4v10M8 9v2M16 9v2M12 18v2M6 11a6 6 0 0 0 12 0", person: "M12 12a4 4 0 1 0-4-4 4 4 0 0 0 4 4ZM5 20a7 7 0 0 1 14 0",
};

export function make(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const name = (user) => user.first_name;
const clock = (date) => new Date(date * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function summary(message) {
  if (message.text ?? message.caption) return message.text ?? message.caption;
  if (message.photo) return word("photo");
  if (message.document) return message.document.file_name;
  if (message.voice) return word("voiceNote");
  if (message.sticker) return message.sticker.emoji;
  if (message.location) return word("location");
  if (message.contact) return message.contact.phone_number;
  return "…";
}

// `actions`: say, tap(message, button), reply(message), show(message id), inline(query).
export function item(message, person, inGroup, actions) {
  const mine = message.from.id === person;
  const li = make("li", mine ? "mine" : "");
  li.id = `m${message.message_id}`;
  const bubble = make("div", "bubble");
  const box = make("div", "message", bubble);
  if (!mine && inGroup) bubble.append(make("p", "from", name(message.from)));
  else bubble.append(make("span", "hidden", mine ? `${word("you")}: ` : `${name(message.from)}: `));
  if (message.via_bot) bubble.append(make("p", "from", word("via", { name: message.via_bot.username })));
  if (message.forward_origin) bubble.append(make("p", "from", origin(message.forward_origin)));
  if (message.reply_to_message) bubble.append(quote(message.reply_to_message, actions));
  for (const part of things(message)) bubble.append(part);
  const text = message.text ?? message.caption;
  if (text !== undefined) {
    bubble.append(make("div", "words", formatted(text, message.entities ?? message.caption_entities, actions)));
  }
  bubble.append(foot(message), answer(message, actions));
  if (message.reactions?.length) {
    box.append(make("div", "reactions", message.reactions.map((reaction) => reaction.emoji ?? "").join(" ")));
  }
  const rows = message.reply_markup?.inline_keyboard;
  if (rows) {
    box.classList.add("wide");
    box.append(keyboard(message, rows, actions));
  }
  li.append(box);
  return li;
}

function origin(from) {
  return word("forwarded", { name: from.sender_user?.first_name ?? from.sender_user_name ?? "…" });
}

function quote(message, actions) {
  const button = make("button", "quote", make("b", "", name(message.from)), make("span", "", summary(message)));
  button.type = "button";
  button.addEventListener("click", () => actions.show(message.message_id));
  return button;
}

function foot(message) {
  const meta = make("span", "meta");
  const time = make("time", "", clock(message.date));
  time.dateTime = new Date(message.date * 1000).toISOString();
  if (message.edit_date) meta.append(make("span", "", word("edited")));
  meta.append(time);
  return meta;
}

function answer(message, actions) {
  const button = make("button", "answer", icon("reply"));
  button.type = "button";
  button.setAttribute("aria-label", `${word("reply")}: ${summary(message).slice(0, 40)}`);
  button.title = word("reply");
  button.addEventListener("click", () => actions.reply(message));
  return button;
}

function* things(message) {
  if (message.photo) {
    const image = make("img", "picture");
    const size = message.photo.at(-1);
    image.src = `/sim/files/${size.file_id}`;
    image.alt = message.caption ?? word("photo");
    image.width = size.width;
    image.height = size.height;
    yield image;
  }
  if (message.document) {
    const file = message.document;
    const node = thing("a", "file", file.file_name, bytes(file.file_size));
    node.href = `/sim/files/${file.file_id}`;
    node.download = file.file_name;
    yield node;
  }
  if (message.voice) yield thing("div", "voice", word("voiceNote"), `0:${String(message.voice.duration).padStart(2, "0")}`);
  if (message.contact) yield thing("div", "person", message.contact.first_name, message.contact.phone_number);
  if (message.location) {
    const { latitude, longitude } = message.location;
    const node = thing("a", "place", word("location"), `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`);
    node.href = `geo:${latitude},${longitude}`;
    yield node;
  }
  if (message.sticker) yield make("div", "sticker", message.sticker.emoji);
}

function thing(tag, symbol, title, detail) {
  return make(tag, "file", make("span", "", icon(symbol)), make("span", "", make("b", "", title), make("small", "", detail)));
}

function bytes(count) {
  const [value, unit] = count < 1000 ? [count, "byte"] : count < 1e6 ? [count / 1000, "kilobyte"] : [count / 1e6, "megabyte"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

function keyboard(message, rows, actions) {
  const keys = make("div", "keys");
  for (const row of rows) {
    const line = make("div");
    for (const button of row) line.append(key(message, button, actions));
    keys.append(line);
  }
  return keys;
}

function key(message, button, actions) {
  if (button.url) {
    const node = link(button.url);
    node.textContent = `${button.text} ↗`;
    return node;
  }
  const node = make("button", "", button.text);
  node.type = "button";
  node.addEventListener("click", () => {
    if (button.callback_data !== undefined) {
      node.setAttribute("aria-busy", "true");
      actions.tap(message, button);
    } else if (button.copy_text) {
      actions.copy(button.copy_text.text);
    } else {
      actions.inline(button.switch_inline_query_current_chat ?? button.switch_inline_query ?? "");
    }
  });
  return node;
}
