// The conversation: puts messages in their order, keeps place and focus when one of them changes.
import { item, make } from "./messages.js";
import { locale, word } from "./words.js";

const log = document.getElementById("log");
const scroll = document.getElementById("scroll");

export class Log {
  constructor(person, inGroup, actions) {
    this.person = person;
    this.inGroup = inGroup;
    this.actions = actions;
    this.messages = new Map();
    log.replaceChildren();
  }

  show(view) {
    const first = this.messages.size === 0;
    const below = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
    // A conversation that is opened is not read out from its beginning.
    log.setAttribute("aria-live", first || view.whole ? "off" : "polite");
    if (view.whole) {
      this.messages.clear();
      log.replaceChildren();
    }
    for (const number of view.gone) {
      this.messages.delete(number);
      document.getElementById(`m${number}`)?.remove();
    }
    let mine = false;
    for (const message of view.messages) {
      mine ||= message.from.id === this.person && !this.messages.has(message.message_id);
      this.put(message, !view.whole);
    }
    if (view.messages.length && (first || below || mine || view.whole)) this.toEnd();
    requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  }

  put(message, fresh) {
    const before = document.getElementById(`m${message.message_id}`);
    const node = item(message, this.person, this.inGroup, this.actions);
    this.messages.set(message.message_id, message);
    if (!before) {
      if (fresh) node.classList.add("new");
      this.day(message);
      log.append(node);
      return;
    }
    const focused = before.contains(document.activeElement) ? keysOf(before).indexOf(document.activeElement) : -1;
    const held = before.contains(document.activeElement);
    before.replaceWith(node);
    if (held) {
      const keys = keysOf(node);
      const next = keys[Math.min(focused, keys.length - 1)] ?? document.getElementById("write");
      next.focus({ preventScroll: true });
    }
  }

  day(message) {
    const day = new Date(message.date * 1000).toDateString();
    if (day === this.lastDay && log.children.length) return;
    this.lastDay = day;
    const today = day === new Date().toDateString();
    const label = new Date(message.date * 1000).toLocaleDateString(locale(), { day: "numeric", month: "long", year: "numeric" });
    log.append(make("li", "day", today ? word("today") : label));
  }

  // The button that waits for its answer may be tapped again.
  settle(messageId) {
    for (const key of document.querySelectorAll(`#m${messageId} [aria-busy]`)) key.removeAttribute("aria-busy");
  }

  reveal(messageId) {
    const node = document.getElementById(`m${messageId}`);
    node?.scrollIntoView({ block: "center" });
  }

  toEnd() {
    requestAnimationFrame(() => scroll.scrollTo(0, scroll.scrollHeight));
  }
}

const keysOf = (node) => [...node.querySelectorAll("button, a[href]")];
