// The list above the field of text: commands, or what an inline query found. Arrow keys choose, Enter takes, Escape leaves.
import { make } from "./messages.js";

const list = document.getElementById("offers");
const field = document.getElementById("write");
const opener = document.getElementById("commands");

export const offers = {
  entries: [],
  chosen: 0,
  take: () => {},

  get open() {
    return !list.hidden;
  },

  // entries: [{title, detail, value}]
  show(entries, take, stacked = false) {
    if (!entries.length) return this.close();
    this.entries = entries;
    this.take = take;
    this.chosen = 0;
    list.replaceChildren(...entries.map((entry, index) => {
      const node = make("li", stacked ? "found" : "", make("b", "", entry.title), make("small", "", entry.detail));
      node.id = `offer${index}`;
      node.setAttribute("role", "option");
      // The field keeps the focus, so that typing can go on.
      node.addEventListener("mousedown", (event) => event.preventDefault());
      node.addEventListener("click", () => this.pick(index));
      return node;
    }));
    list.hidden = false;
    list.scrollTop = 0;
    opener.setAttribute("aria-expanded", "true");
    this.mark();
  },

  close() {
    list.hidden = true;
    this.entries = [];
    opener.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  },

  pick(index) {
    const entry = this.entries[index];
    this.close();
    this.take(entry.value);
  },

  mark() {
    [...list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === this.chosen)));
    list.children[this.chosen]?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `offer${this.chosen}`);
  },

  // True when the key was meant for the list.
  key(event) {
    if (!this.open) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = (this.chosen + step + this.entries.length) % this.entries.length;
      this.mark();
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.pick(this.chosen);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  },
};
