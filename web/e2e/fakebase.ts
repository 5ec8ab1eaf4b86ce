import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { Process } from "./process";

/** An order as the stand-in's control endpoint tells of it. */
export interface Ordered {
  id: number;
  status_id: number;
  admin_comments?: string;
}

/** One of the account's statuses. */
export interface OrderStatus {
  id: number;
  name: string;
}

/** What BaseLinker's stand-in counts. */
interface Counts {
  methods: Record<string, number>;
  orders: Record<string, { status_set: number }>;
}

/** BaseLinker's stand-in, as a process of the test's own on free ports. */
export class Fakebase {
  private constructor(
    private readonly process: Process,
    /** Where the API is, for the stack's environment. */
    readonly url: string,
    /** The one that it takes. */
    readonly token: string,
    private readonly control: string,
  ) {}

  static async start(orders: number): Promise<Fakebase> {
    const process = Process.start("fakebase", {}, ["-port", "0", "-control-port", "0", "-orders", String(orders)]);
    const word = async () => (await process.line()).split(/\s+/)[1]!;
    return new Fakebase(process, await word(), await word(), await word());
  }

  /** Asks the control endpoint (baselinker/fakebase/control.go lists what it takes). */
  async tell<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.control + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  order(id: number): Promise<Ordered> {
    return this.tell("GET", `orders/${id}`);
  }

  /** Somebody's order, confirmed now. */
  addOrder(email: string, name: string): Promise<Ordered> {
    return this.tell("POST", "orders", { email, name });
  }

  statuses(): Promise<OrderStatus[]> {
    return this.tell("GET", "statuses");
  }

  counts(): Promise<Counts> {
    return this.tell("GET", "counts");
  }

  /** Has the token blocked from now on, as if somebody else had used it too much; "0s" ends it. */
  block(how: string): Promise<unknown> {
    return this.tell("POST", "block", { for: how });
  }

  /** Whether a mirror has asked for orders. */
  async asked(): Promise<boolean> {
    return ((await this.counts()).methods["getOrders"] ?? 0) > 0;
  }

  /** Connects it to a Rozmowa, as an admin on their page does in the settings. */
  async connect(page: Page): Promise<void> {
    const refused = await page.evaluate(
      async ([path, body]) => {
        const answer = await fetch(path, { method: "PUT", headers: { "Content-Type": "application/json" }, body });
        return answer.ok ? undefined : await answer.text();
      },
      [`/api/v1/baselinker/accounts/${randomUUID()}`, JSON.stringify({ version: 0, name: "Gliniana Pracownia", token: this.token })] as const,
    );
    if (refused !== undefined) throw new Error(`the account isn't taken: ${refused}`);
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}
