/** What a page measures of itself; put there by `page.evaluate(install)`. */
export interface Stopwatch {
  /** Waits for the next key, then for the frames that show the ticket. */
  arm: (ticket: string, entries: number) => void;
  /** What the opening that was armed took. */
  taken: () => Promise<Opened>;
  /** From a task to the end of the frame that shows what it changed: nothing can be faster. */
  bareFrame: () => Promise<number>;
  /** The latest entries of a ticket, asked for and parsed. */
  bareRequest: (ticket: string) => Promise<number>;
}

/** One opening, in milliseconds from the key. */
export interface Opened {
  /** Until the end of the frame that shows the ticket's header. */
  header: number;
  /** Until the end of the frame that shows its latest entry too. */
  messages: number;
}

declare global {
  interface Window {
    stopwatch: Stopwatch;
  }
}

/** Runs in the page: everything it needs stands within. */
export function install(): void {
  /** Calls when the frame that is about to be drawn has been. */
  const drawn = (tell: (at: number) => void) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => tell(performance.now());
    channel.port2.postMessage(undefined);
  };
  /** Looks before each frame whether it will show it. */
  const shown = (condition: () => boolean) =>
    new Promise<number>((resolve) => {
      const look = () => (condition() ? drawn(resolve) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });
  const header = () => document.querySelector("#main header h1") !== null;
  const messages = (entries: number) => {
    const rows = document.querySelectorAll<HTMLElement>("#main li[data-seq]");
    const last = rows[rows.length - 1];
    const box = last?.closest("[role=region]")?.getBoundingClientRect();
    const end = last?.getBoundingClientRect().bottom ?? 0;
    return box !== undefined && Number(last?.dataset.seq) >= entries && end > box.top && end <= box.bottom + 2;
  };
  let taken: Promise<Opened>;
  window.stopwatch = {
    arm: (ticket, entries) => {
      taken = new Promise((resolve) => {
        const pressed = (event: KeyboardEvent) => {
          const begun = event.timeStamp;
          const here = () => location.pathname.endsWith(ticket);
          const head = shown(() => here() && header());
          const whole = shown(() => here() && header() && messages(entries));
          void Promise.all([head, whole]).then(([first, all]) => resolve({ header: first - begun, messages: all - begun }));
        };
        addEventListener("keydown", pressed, { capture: true, once: true });
      });
    },
    taken: () => taken,
    bareFrame: async () => {
      const mark = document.body.appendChild(document.createElement("i"));
      // Somewhere within a frame, as a key comes.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 16));
      const begun = performance.now();
      mark.textContent = String(begun);
      const end = await shown(() => true);
      mark.remove();
      return end - begun;
    },
    bareRequest: async (ticket) => {
      const begun = performance.now();
      await (await fetch(`/api/v1/tickets/${ticket}/entries?before=${Number.MAX_SAFE_INTEGER}&limit=100`)).json();
      return performance.now() - begun;
    },
  };
}
