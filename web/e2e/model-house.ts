import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A server that speaks OpenAI's protocol on the loopback, takes one key, and says the same of every message. */
export class ModelHouse {
  /** What it was asked about, as it came. */
  readonly asked: string[] = [];
  /** What it answers with; 200 unless told otherwise. */
  status = 200;

  private constructor(private readonly server: Server) {}

  static async open(key: string, says: object): Promise<ModelHouse> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        if (request.url !== "/v1/chat/completions" || request.headers.authorization !== `Bearer ${key}`) {
          response.writeHead(401).end();
          return;
        }
        house.asked.push((JSON.parse(body) as { messages: { content: string }[] }).messages.at(-1)!.content);
        response.writeHead(house.status, { "Content-Type": "application/json" });
        response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: JSON.stringify(says) } }] }));
      });
    });
    const house = new ModelHouse(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return house;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
