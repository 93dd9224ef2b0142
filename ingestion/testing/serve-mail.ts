import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export interface TestMailServer {
  url: string;
  /** What was delivered: to whom, and the whole message. */
  mails: { to: string[]; text: string }[];
  /** While set, recipients are refused with it: those in `refused`, or every one where that's empty. */
  refusal: string | null;
  refused: string[];
  /** While set, nothing is answered to a recipient. */
  isSilent: boolean;
  close(): Promise<void>;
}

/** For tests: a mail server on the loopback address that keeps what it's given. It speaks as much SMTP as it takes. */
export async function serveMail(): Promise<TestMailServer> {
  const server = createServer((socket) => {
    let to: string[] = [];
    let data: string | null = null;
    let rest = "";
    const say = (line: string) => void socket.write(`${line}\r\n`);
    const take = (line: string) => {
      if (data !== null) {
        if (line !== ".") data += `${line}\n`;
        else {
          served.mails.push({ to, text: data });
          [to, data] = [[], null];
          say("250 kept");
        }
        return;
      }
      const [verb = ""] = line.toUpperCase().split(/[ :]/);
      if (verb === "RCPT") {
        if (served.isSilent) return;
        const address = /<(.*)>/.exec(line)?.[1] ?? "";
        const isRefused = served.refused.length === 0 || served.refused.includes(address);
        if (served.refusal && isRefused) return say(`550 ${served.refusal}`);
        to.push(address);
      }
      if (verb === "DATA") data = "";
      say(verb === "DATA" ? "354 go on" : verb === "QUIT" ? "221 bye" : "250 fine");
    };
    say("220 a test's mail server");
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      const lines = (rest + bytes.toString()).split("\r\n");
      rest = lines.pop() ?? "";
      lines.forEach(take);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const served: TestMailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    refusal: null,
    refused: [],
    isSilent: false,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return served;
}
