import { execFile } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Process } from "./process";

const built = fileURLToPath(new URL("../../bin/temporal", import.meta.url));
const temporal = existsSync(built) ? built : "temporal";

/** A whole Rozmowa of the test's own, on free ports of the loopback, with api and worker apart. */
export class Stack {
  private constructor(
    private readonly dir: string,
    private readonly servers: Process,
    private readonly env: Record<string, string>,
    readonly url: string,
    readonly temporalUi: string,
    private api: Process | undefined,
    private worker: Process | undefined,
  ) {}

  /** `shop`, when given, is the one origin that may frame the demo shop's chats. An `empty` one has nobody and nothing; `more` goes to its environment. */
  static async start(shop?: string, { empty = false, more = {} as Record<string, string> } = {}): Promise<Stack> {
    const dir = await mkdtemp(join(tmpdir(), "rozmowa-e2e-"));
    const servers = Process.start("stack", { ROZMOWA_DATA: dir });
    const addresses = JSON.parse(await servers.line()) as {
      databaseUrl: string;
      temporalAddress: string;
      temporalUi: string;
    };
    const port = await freePort();
    const env = {
      DATABASE_URL: addresses.databaseUrl,
      TEMPORAL_ADDRESS: addresses.temporalAddress,
      ROZMOWA_TEMPORAL_UI_URL: addresses.temporalUi,
      ROZMOWA_ADDRESS: `127.0.0.1:${port}`,
      ROZMOWA_PUBLIC_URL: `http://localhost:${port}`,
      ROZMOWA_DEMO: "true",
      ROZMOWA_FILES: join(dir, "files"),
      ROZMOWA_SECRET_KEY: randomBytes(32).toString("base64"),
      ROZMOWA_STARTS_PER_MINUTE: "-1",
      ROZMOWA_TRANSCRIPTS_PER_MINUTE: "-1",
      ROZMOWA_LOGINS_PER_MINUTE: "-1",
      ...more,
    };
    await Process.run("migrate", env);
    if (!empty) await Process.run("demo", shop ? { ...env, ROZMOWA_PUBLIC_URL: shop } : env);
    const stack = new Stack(dir, servers, env, env.ROZMOWA_PUBLIC_URL, addresses.temporalUi, undefined, undefined);
    await stack.startApi();
    stack.startWorker();
    return stack;
  }

  /** `clockShift` is how far ahead of ours the clock is that opening hours go by, e.g. "3h20m". */
  async startApi(clockShift = "0s"): Promise<void> {
    this.api = Process.start("api", { ...this.env, ROZMOWA_CLOCK_SHIFT: clockShift });
    await until(async () => {
      if (!this.api!.running) throw new Error("the api ended\n" + this.api!.log());
      return (await fetch(this.url + "/readyz")).ok;
    }, "the api is ready");
  }

  /** Adds a person as whoever sets up an installation does; the password is the demo's. */
  async addAgent(name: string, email: string, role: "admin" | "agent" | "operator"): Promise<void> {
    await Process.run("agent", this.env, ["create", "-name", name, "-email", email, "-role", role], "rozmowa-demo\n");
  }

  async killApi(): Promise<void> {
    await this.api!.kill();
  }

  startWorker(): void {
    this.worker = Process.start("worker", this.env);
  }

  async killWorker(): Promise<void> {
    await this.worker!.kill();
  }

  async stopTemporal(): Promise<void> {
    await this.command("stop temporal");
  }

  async startTemporal(): Promise<void> {
    await this.command("start temporal");
  }

  /** What the ticket's workflow knows, asked by Temporal's own CLI. */
  async standing(ticket: string): Promise<{ seen: number }> {
    const { stdout } = await promisify(execFile)(temporal, [
      "workflow", "query", "--address", this.env.TEMPORAL_ADDRESS!, "--workflow-id", `conversation-${ticket}`, "--type", "standing", "-o", "json",
    ]);
    const answer = JSON.parse(stdout) as { queryResult: [{ seen: number }] };
    return answer.queryResult[0];
  }

  private async command(line: string): Promise<void> {
    this.servers.write(line);
    const answer = await this.servers.line();
    if (answer !== "ok") throw new Error(`${line}: ${answer}`);
  }

  async stop(): Promise<void> {
    await Promise.all([this.api?.stop(), this.worker?.stop()]);
    this.servers.end();
    await this.servers.ended();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** A port that is free now, below those that the system gives to connections and to who asks for any: nobody takes it while the api is away. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!free) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/** Waits until a condition holds; errors while waiting count as "not yet" until the time is over. */
export async function until(condition: () => Promise<boolean>, what: string, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      if (await condition()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
