import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../../bin/rozmowa", import.meta.url));

/** A child of the test. Its last words are kept for the message of a failure. */
export class Process {
  private readonly lastLines: string[] = [];
  private readonly answers: string[] = [];
  private waiting: ((line: string) => void)[] = [];

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    createInterface({ input: child.stderr! }).on("line", (line) => {
      this.lastLines.push(line);
      if (this.lastLines.length > 60) this.lastLines.shift();
    });
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const taker = this.waiting.shift();
      if (taker) taker(line);
      else this.answers.push(line);
    });
    child.on("exit", () => {
      for (const taker of this.waiting) taker("");
      this.waiting = [];
    });
  }

  static start(command: string, env: Record<string, string>, args: string[] = []): Process {
    const child = spawn(binary, [command, ...args], {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    return new Process(command, child);
  }

  /** Runs a command to its end; `input` is its standard input. */
  static async run(command: string, env: Record<string, string>, args: string[] = [], input = ""): Promise<void> {
    const p = Process.start(command, env, args);
    p.child.stdin!.end(input);
    await p.ended();
    if (p.child.exitCode !== 0) throw new Error(`rozmowa ${command} failed\n${p.log()}`);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async ended(): Promise<void> {
    if (this.running) await once(this.child, "exit");
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await this.ended();
  }

  /** Kills with -9: nothing is finished, nothing said goodbye to. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended();
  }

  /** The next line of standard output. */
  async line(): Promise<string> {
    const line = this.answers.shift() ?? (await new Promise<string>((resolve) => this.waiting.push(resolve)));
    if (line === "" && !this.running) throw new Error(`rozmowa ${this.name} ended\n${this.log()}`);
    return line;
  }

  write(line: string): void {
    this.child.stdin!.write(line + "\n");
  }

  /** Ends standard input. */
  end(): void {
    this.child.stdin!.end();
  }

  log(): string {
    return this.lastLines.join("\n");
  }
}
