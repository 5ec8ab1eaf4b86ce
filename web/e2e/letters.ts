import { randomBytes, randomUUID } from "node:crypto";

/** A customer without a browser, for tests that need many: what the widget would send, sent by itself. */
export class Letters {
  private readonly id = randomUUID();
  private readonly token = randomBytes(32).toString("base64url");

  private constructor(private readonly url: string) {}

  /** Begins a conversation in a chat of the demo shop. */
  static async begin(url: string, chat: string, of: { name: string; subject: string; body: string; email?: string }): Promise<Letters> {
    const letters = new Letters(url);
    await letters.post(`/api/v1/widget/${chat}/conversations`, {
      id: letters.id,
      token: letters.token,
      entryId: randomUUID(),
      email: "klient@example.com",
      locale: "pl",
      ...of,
    });
    return letters;
  }

  /** The ticket's id. */
  get ticket(): string {
    return this.id;
  }

  write(body: string): Promise<void> {
    return this.post(`/api/v1/conversations/${this.id}/entries`, { id: randomUUID(), body });
  }

  private async post(path: string, body: object): Promise<void> {
    const response = await fetch(this.url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.token}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}
