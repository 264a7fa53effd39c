// The list of people one can be, with what is new in each one's chat.
import { request } from "./api.js";
import { make } from "./messages.js";
import { word } from "./words.js";

const list = document.getElementById("list");
const EVERY = 2500;
const MOST = 200;

export class People {
  constructor(choose, online) {
    this.choose = choose;
    this.online = online;
    this.rows = [];
    this.known = new Map();
    this.current = "";
    this.instance = "";
    this.shown = "";
  }

  start(ready) {
    const look = async () => {
      try {
        const state = await request("/sim/people");
        this.online(true);
        const anew = this.instance !== state.instance;
        this.instance = state.instance;
        if (anew) this.known.clear();
        this.show(state);
        if (anew) ready(await request("/sim/info"));
      } catch {
        this.online(false);
      }
      setTimeout(look, EVERY);
    };
    look();
  }

  show(state) {
    const groups = state.groups.flatMap((group) => group.members.slice(0, 1).map((member) => ({ ...group, member })));
    this.rows = [
      ...state.people.map((person) => ({ person, chat: person, key: `${person.id}`, last: person.last })),
      ...groups.map((group) => ({
        person: state.people.find((person) => person.id === group.member),
        chat: group, key: `${group.member}/${group.id}`, last: group.last,
      })),
    ].slice(0, MOST);
    for (const row of this.rows) {
      if (!this.known.has(row.key) || row.key === this.current) this.known.set(row.key, row.last?.count ?? 0);
    }
    const drawn = JSON.stringify([this.rows.map((row) => [row.key, row.chat.title, row.last]), this.current, [...this.known], document.documentElement.lang]);
    if (drawn === this.shown) return;
    this.shown = drawn;
    const focused = document.activeElement?.dataset?.key;
    list.replaceChildren(...this.rows.map((row) => make("li", "", this.button(row))));
    if (focused) this.focus(focused);
  }

  button(row) {
    const title = row.chat.title ?? row.person.first_name;
    const face = make("span", "face", initials(title));
    face.style.setProperty("--hue", String((Math.abs(row.chat.id) * 67) % 360));
    face.setAttribute("aria-hidden", "true");
    const blurb = make("span", row.last?.text ? "blurb last" : "blurb", row.last?.text || (row.person.blurb ?? ""));
    const about = make("span", "", make("span", "name", title), make("span", "blurb", row.chat.title ? row.person.first_name : row.person.role), blurb);
    const button = make("button", "", face, about);
    const news = (row.last?.count ?? 0) - this.known.get(row.key);
    if (news > 0 && row.key !== this.current) {
      const count = make("span", "count", String(news));
      count.setAttribute("aria-label", word("unread", { count: news }));
      button.append(count);
    }
    button.type = "button";
    button.dataset.key = row.key;
    button.setAttribute("aria-current", String(row.key === this.current));
    button.addEventListener("click", () => this.take(row));
    return button;
  }

  take(row) {
    this.current = row.key;
    this.shown = "";
    for (const button of list.querySelectorAll("button")) button.setAttribute("aria-current", String(button.dataset.key === row.key));
    this.choose(row.person, row.chat);
  }

  open(person, chat) {
    const row = this.rows.find(({ key }) => key === (chat ? `${person}/${chat}` : `${person}`));
    if (row) this.take(row);
  }

  focus(key) {
    (list.querySelector(`[data-key="${key}"]`) ?? list.querySelector("button"))?.focus();
  }
}

const initials = (name) => name.split(/\s+/).map((part) => part[0]).slice(0, 2).join("").toUpperCase();
