// What the page itself says, in the language of the person who was chosen.
const WORDS = {
  id: {
    who: "Jadilah siapa?", hint: "Pilih seseorang. Masing-masing punya percakapan sendiri dengan bot.",
    skip: "Langsung ke kotak pesan", theme: "Ganti terang atau gelap", back: "Kembali ke daftar orang",
    more: "Pilihan lain", again: "Mulai ulang", save: "Simpan percakapan", block: "Blokir bot", unblock: "Buka blokir",
    log: "Percakapan", write: "Tulis pesan", send: "Kirim", commands: "Daftar perintah", attach: "Kirim yang lain",
    keys: "Tampilkan tombol", keyboard: "Tombol jawaban", start: "Mulai", ok: "Baik",
    file: "Foto atau berkas", location: "Lokasi", contact: "Nomor saya", voice: "Pesan suara", sticker: "Stiker",
    bot: "bot · Anda sebagai {name}", group: "grup · Anda sebagai {name}", typing: "sedang mengetik…", sending: "sedang mengirim…", offline: "Sambungan terputus. Menyambung lagi…",
    today: "Hari ini", edited: "diedit", reply: "Balas", replyTo: "Membalas {name}", noReply: "Batal membalas", you: "Anda",
    voiceNote: "Pesan suara", photo: "Foto", forwarded: "Diteruskan dari {name}", via: "lewat @{name}",
    unread: "{count} pesan baru", copied: "Disalin", empty: "Belum ada pesan.", tooBig: "Berkas paling besar 20 MB.",
    chosen: "Pilih seseorang untuk mulai berbincang.", saved: "Percakapan disimpan.",
    noCommands: "Belum ada perintah.", failed: "Tidak terkirim: {reason}",
  },
  en: {
    who: "Who are you?", hint: "Choose somebody. Everyone has a chat of their own with the bot.",
    skip: "Skip to the message field", theme: "Switch light or dark", back: "Back to the people",
    more: "More", again: "Start over", save: "Save conversation", block: "Block the bot", unblock: "Unblock the bot",
    log: "Conversation", write: "Write a message", send: "Send", commands: "List of commands", attach: "Send something else",
    keys: "Show the buttons", keyboard: "Answer buttons", start: "Start", ok: "OK",
    file: "Photo or file", location: "Location", contact: "My number", voice: "Voice message", sticker: "Sticker",
    bot: "bot · you are {name}", group: "group · you are {name}", typing: "typing…", sending: "sending…", offline: "Connection lost. Trying again…",
    today: "Today", edited: "edited", reply: "Reply", replyTo: "Replying to {name}", noReply: "Do not reply", you: "You",
    voiceNote: "Voice message", photo: "Photo", forwarded: "Forwarded from {name}", via: "via @{name}",
    unread: "{count} new messages", copied: "Copied", empty: "No messages yet.", tooBig: "Files of up to 20 MB.",
    chosen: "Choose somebody to begin.", saved: "Conversation saved.",
    noCommands: "No commands yet.", failed: "Not sent: {reason}",
  },
};

let language = "id";

export const locale = () => language;

export function word(name, values = {}) {
  return WORDS[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

// Javanese and Sundanese speakers read the page in Indonesian.
export function speak(code) {
  language = code === "en" ? "en" : "id";
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    if (node.matches("button")) node.title = word(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = word(node.dataset.placeholder);
}
