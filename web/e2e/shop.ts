import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A shop's page on an origin of its own, with the one line that a shop pastes. */
export class Shop {
  /** Headers, the chat's server and another line than the demo chat's, read at every request. */
  headers: Record<string, string> = {};
  chat = "";
  snippet = "";

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Shop> {
    const server = createServer((request, response) => {
      const page = `<!doctype html><html lang="pl"><head><title>Obcy sklep</title><link rel="icon" href="data:,"></head>
        <body><h1>Obcy sklep</h1>${shop.snippet || `<script async src="${shop.chat}/widget/demo-glowny.js"></script>`}</body></html>`;
      response.writeHead(request.url === "/" ? 200 : 404, { "Content-Type": "text/html; charset=utf-8", ...shop.headers });
      response.end(request.url === "/" ? page : "");
    });
    const shop = new Shop(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return shop;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
