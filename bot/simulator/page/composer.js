// The field of text and what belongs to it: commands, inline queries, replies, files, the bot's answer buttons.
import { make, summary } from "./messages.js";
import { offers } from "./offers.js";
import { word } from "./words.js";

const byId = (id) => document.getElementById(id);
const field = byId("write");
const keyboard = byId("keyboard");
const LARGEST = 20_000_000;

export class Composer {
  // `act(order)` does something as the person who was chosen.
  constructor(act, tell) {
    this.act = act;
    this.tell = tell;
    this.commands = [];
    this.bot = "";
    this.answering = null;
    this.results = [];
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("input", () => this.typed());
    byId("commands").addEventListener("click", () => this.toggleCommands());
    byId("start").addEventListener("click", () => this.say("/start"));
    byId("no-reply").addEventListener("click", () => this.reply(null));
    byId("keys").addEventListener("click", () => this.showKeyboard(keyboard.hidden));
    byId("file").addEventListener("change", (event) => this.file(event.target));
    for (const button of document.querySelectorAll("[data-send]")) {
      button.addEventListener("click", () => this.thing(button.dataset.send));
    }
  }

  reset() {
    field.value = "";
    this.reply(null);
    this.keyboard(null);
    offers.close();
    this.answers = undefined;
  }

  key(event) {
    if (offers.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.answering) {
      this.reply(null);
    }
  }

  send() {
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    this.say(text);
  }

  async say(text) {
    offers.close();
    const order = { do: "say", text };
    if (this.answering) order.reply_to = this.answering.message_id;
    this.reply(null);
    await this.act(order);
  }

  reply(message) {
    this.answering = message;
    byId("replying").hidden = !message;
    if (!message) return;
    byId("replying-to").textContent = word("replyTo", { name: message.from.first_name });
    byId("replying-words").textContent = summary(message);
    field.focus();
  }

  typed() {
    const text = field.value;
    const mention = `@${this.bot} `;
    if (text.startsWith("/") && !/\s/.test(text)) {
      this.offerCommands(text.slice(1).toLowerCase());
    } else if (this.bot && text.toLowerCase().startsWith(mention.toLowerCase())) {
      this.search(text.slice(mention.length));
    } else {
      offers.close();
    }
  }

  // Who began to type before the commands were known gets them now.
  offered(commands) {
    const changed = JSON.stringify(commands) !== JSON.stringify(this.commands);
    this.commands = commands;
    if (changed && field.value.startsWith("/")) this.typed();
  }

  offerCommands(begin) {
    const fitting = this.commands.filter((command) => command.command.startsWith(begin));
    const entries = fitting.map(({ command, description }) => ({ title: `/${command}`, detail: description, value: `/${command}` }));
    offers.show(entries, (command) => {
      field.value = "";
      this.say(command);
      field.focus();
    });
  }

  toggleCommands() {
    if (offers.open) return offers.close();
    if (!this.commands.length) return this.tell(word("noCommands"));
    this.offerCommands("");
    field.focus();
  }

  // Asked a moment after the last key, like Telegram, so that not every letter is a question.
  search(query) {
    clearTimeout(this.searching);
    this.searching = setTimeout(async () => {
      const asked = await this.act({ do: "inline", query });
      this.query = asked?.query_id;
      // The answer may have come before it was known which question it belongs to.
      this.found(this.results);
    }, 250);
  }

  found(results) {
    if (results.length) this.results = results;
    for (const found of results) {
      if (found.query_id !== this.query) continue;
      const entries = found.results.map((result) => ({ title: result.title, detail: result.description, value: result.id }));
      offers.show(entries, (id) => {
        field.value = "";
        this.act({ do: "choose", query_id: found.query_id, result_id: id });
        field.focus();
      }, true);
    }
  }

  inline(query) {
    field.value = `@${this.bot} ${query}`;
    field.focus();
    this.typed();
  }

  keyboard(markup) {
    const shown = JSON.stringify(markup);
    if (shown === this.answers) return;
    this.answers = shown;
    field.placeholder = markup?.input_field_placeholder ?? word("write");
    const rows = markup?.keyboard ?? [];
    keyboard.replaceChildren(...rows.map((row) => make("div", "", ...row.map((button) => this.answer(button)))));
    byId("keys").hidden = !rows.length;
    this.showKeyboard(rows.length > 0);
    if (markup?.force_reply) this.forced = markup.message_id;
  }

  // Once the message that wants an answer is there, answering it is what typing does.
  force(messages) {
    const message = this.forced && messages.get(this.forced);
    if (!message) return;
    this.forced = null;
    this.reply(message);
  }

  showKeyboard(shown) {
    keyboard.hidden = !shown || !keyboard.children.length;
    byId("keys").setAttribute("aria-expanded", String(!keyboard.hidden));
  }

  answer(button) {
    const node = make("button", "", button.text);
    node.type = "button";
    node.addEventListener("click", () => {
      if (button.request_contact) this.thing("contact");
      else if (button.request_location) this.thing("location");
      else this.say(button.text);
    });
    return node;
  }

  thing(kind) {
    if (kind === "file") byId("file").click();
    else this.act({ do: kind });
  }

  async file(input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    if (file.size > LARGEST) return this.tell(word("tooBig"));
    const data = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve(reader.result.split(",", 2)[1] ?? ""));
      reader.readAsDataURL(file);
    });
    const picture = ["image/png", "image/jpeg", "image/gif"].includes(file.type);
    await this.act({ do: picture ? "photo" : "document", data, name: file.name, mime: file.type || "application/octet-stream" });
  }
}
