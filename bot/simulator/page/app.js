// Puts the page together: who one is, the conversation, the menus.
import { Refused, follow, request } from "./api.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { make } from "./messages.js";
import { People } from "./people.js";
import { speak, word } from "./words.js";

const byId = (id) => document.getElementById(id);
const field = byId("write");

let person = null;
let chat = null;
let bot = { first_name: "Desmigratif", username: "" };
let log = null;
let stop = () => {};
let blocked = false;
let waiting = null;

async function act(order) {
  try {
    return await request("/sim/acts", { as: person.id, chat: chat.id, ...order });
  } catch (error) {
    tell(error instanceof Refused ? word("failed", { reason: error.message }) : word("offline"));
    return null;
  }
}

function tell(text) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.classList.add("shown");
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => {
    toast.classList.remove("shown");
    tell.timer = setTimeout(() => toast.replaceChildren(), 300);
  }, Math.max(2500, text.length * 60));
}

const composer = new Composer(act, tell);
const people = new People(choose, (online) => (byId("offline").hidden = online));

function choose(who, where) {
  stop();
  person = who;
  chat = where;
  speak(who.language_code);
  composer.reset();
  log = new Log(who.id, where.id < 0, {
    say: (text) => composer.say(text),
    bot: () => bot.username,
    reply: (message) => composer.reply(message),
    show: (messageId) => log.reveal(messageId),
    inline: (query) => composer.inline(query),
    copy: (text) => navigator.clipboard?.writeText(text).then(() => tell(word("copied"))),
    tap: async (message, button) => {
      const tapped = await act({ do: "tap", message_id: message.message_id, data: button.callback_data });
      if (!tapped) log.settle(message.message_id);
      // A bot that does not answer leaves the button waiting; like Telegram, the page lets go after a while.
      else setTimeout(() => log.settle(message.message_id), 15000);
    },
  });
  document.body.dataset.view = "chat";
  document.body.dataset.chosen = where.id;
  byId("title").textContent = where.id < 0 ? where.title : bot.first_name;
  document.title = `${bot.first_name} · ${who.first_name}`;
  byId("offline").textContent = word("offline");
  location.hash = where.id < 0 ? `${who.id}/${where.id}` : String(who.id);
  stop = follow(where.id, who.id, show, (online) => (byId("offline").hidden = online));
  field.focus({ preventScroll: true });
}

function show(view) {
  log.show(view);
  blocked = view.blocked;
  composer.offered(view.commands);
  composer.keyboard(view.keyboard);
  composer.force(log.messages);
  composer.found(view.inline);
  const empty = log.messages.size === 0;
  byId("welcome").hidden = !empty;
  byId("about").textContent = view.description || word("empty");
  byId("start").hidden = !empty || chat.id < 0;
  byId("block").textContent = word(blocked ? "unblock" : "block");
  byId("block").parentElement.hidden = chat.id < 0;
  typing(view.typing);
  if (!view.whole) for (const toast of view.toasts) answered(toast);
}

function typing(action) {
  clearTimeout(waiting);
  const status = byId("status");
  status.textContent = action ? word(action === "typing" ? "typing" : "sending") : word(chat.id < 0 ? "group" : "bot", { name: person.first_name });
  status.classList.toggle("busy", Boolean(action));
  byId("dots").hidden = !action;
  if (!action) return;
  log.toEnd();
  waiting = setTimeout(() => typing(""), 5000);
}

function answered(toast) {
  log.settle(toast.message_id);
  if (!toast.text) return;
  if (!toast.alert) return tell(toast.text);
  byId("alert-words").textContent = toast.text;
  byId("alert").showModal();
}

// A button that opens a short list of buttons.
function menu(opener, list) {
  const set = (open) => {
    list.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) list.querySelector("button").focus();
  };
  opener.addEventListener("click", () => set(list.hidden));
  list.addEventListener("click", () => {
    set(false);
    field.focus();
  });
  const leave = (event) => {
    if (event.key === "Escape" && !list.hidden) {
      set(false);
      opener.focus();
    }
  };
  list.addEventListener("keydown", leave);
  opener.addEventListener("keydown", leave);
  document.addEventListener("click", (event) => {
    if (!list.contains(event.target) && !opener.contains(event.target)) set(false);
  });
}

menu(byId("more"), byId("choices"));
menu(byId("attach"), byId("things"));
byId("again").addEventListener("click", () => act({ do: "clear" }));
byId("block").addEventListener("click", () => act({ do: blocked ? "unblock" : "block" }));
byId("save").addEventListener("click", () => {
  const node = make("a");
  node.href = `/sim/chats/${chat.id}/script?person=${person.id}`;
  node.download = "";
  node.click();
  tell(word("saved"));
});
byId("back").addEventListener("click", () => {
  document.body.dataset.view = "people";
  people.focus(person.id);
});

const root = document.documentElement;
const stored = localStorage.getItem("theme");
if (stored) root.dataset.theme = stored;
byId("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

speak("id");
byId("welcome").hidden = false;
byId("about").textContent = word("chosen");
people.start((info) => {
  bot = info.bot;
  composer.bot = bot.username;
  const [who, where] = location.hash.slice(1).split("/").map(Number);
  people.open(who, where);
});
