// The control API, and the loop that waits for news.
export class Refused extends Error {}

export async function request(path, body, signal) {
  const options = { signal };
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  const result = await answer.json();
  if (!answer.ok) throw new Refused(result.error ?? String(answer.status));
  return result;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Calls `show` with each new state of a chat until the returned function is called. Survives a restart of the bot: a new
// simulator has a new instance, and sends everything again.
export function follow(chat, person, show, online) {
  const controller = new AbortController();
  let since = 0;
  let instance = "";
  (async () => {
    while (!controller.signal.aborted) {
      try {
        const query = new URLSearchParams({ person, since, instance, wait: since ? 25 : 0 });
        const view = await request(`/sim/chats/${chat}?${query}`, undefined, controller.signal);
        if (controller.signal.aborted) return;
        online(true);
        since = view.revision;
        instance = view.instance;
        show(view);
      } catch {
        if (controller.signal.aborted) return;
        online(false);
        since = 0;
        await pause(1000);
      }
    }
  })();
  return () => controller.abort();
}
