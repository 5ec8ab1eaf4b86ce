import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A mail server on the loopback that takes everything and keeps it. */
export class PostOffice {
  readonly mail: ParsedMail[] = [];
  /** While true, what arrives is refused for now. */
  closed = false;

  private constructor(private readonly server: SMTPServer) {}

  static async open(): Promise<PostOffice> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      disableReverseLookup: true,
      onMailFrom: (_, __, done) => done(office.closed ? Object.assign(new Error("try later"), { responseCode: 451 }) : null),
      onData: (stream, _, done) => {
        simpleParser(stream).then((mail) => {
          office.mail.push(mail);
          done();
        }, done);
      },
    });
    const office = new PostOffice(server);
    server.listen(0, "127.0.0.1");
    await once(server.server, "listening");
    return office;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }
}
