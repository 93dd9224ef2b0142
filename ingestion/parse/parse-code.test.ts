import { describe, expect, test } from "vitest";
import { parseCode } from "./parse-code.ts";

const symbols = (language: string, source: string) =>
  parseCode(Buffer.from(source), { mediaType: `text/x-${language}` })
    .elements.filter(({ kind }) => kind === "heading")
    .map(({ level = 1, label }) => "  ".repeat(level - 1) + label);

describe("source code", () => {
  test.each([
    [
      "python",
      "import os\n\nclass A:\n    def f(self):\n        def inner(): pass\n\n    async def g(self): pass\n\ndef h(): pass\n",
      ["A", "  f", "  g", "h"],
    ],
    [
      "typescript",
      "export class A {\n  #x = 1;\n  private async f(a: string): Promise<void> {\n    if (a) {\n    }\n  }\n}\nexport const g = async (a) => {\n};\nfunction h() {\n}\ninterface I {\n}\n",
      ["A", "  f", "g", "h", "I"],
    ],
    [
      "java",
      "package a;\npublic class A {\n  @Override\n  public int f(int a) {\n    return g(a);\n  }\n}\n",
      ["A", "  f"],
    ],
    ["go", "package a\n\nfunc (s *S) F() {\n}\n\ntype T struct {\n}\n", ["F", "T"]],
    [
      "rust",
      "impl Display for Point {\n    fn fmt(&self) {\n    }\n}\npub fn f<T>() {\n}\n",
      ["Point", "  fmt", "f"],
    ],
    ["c", "#include <a.h>\nstatic int f(int a)\n{\n  return g(a);\n}\n", ["f"]],
    ["ruby", "module M\n  class A\n    def f?\n    end\n  end\nend\n", ["M", "  A", "    f?"]],
    [
      "sql",
      "create table if not exists a.b (id int);\nCREATE OR REPLACE FUNCTION f() RETURNS int AS $$ $$;\n",
      ["a.b", "f"],
    ],
    ["shell", "set -e\nf() {\n}\nfunction g {\n}\n", ["f", "g"]],
    ["toml", "a = 1\n[tool.x]\nb = 2\n", ["tool.x"]],
    ["css", "a { color: red }\n", []],
  ])("in %s has its definitions as headings", (language, source, expected) => {
    expect(symbols(language, source)).toEqual(expected);
  });

  test("stays as it is, with the comments above a function in its section", () => {
    const source = "import a\n\n\n# Says hello.\n@cached\ndef hello():\n    print(1)\n\n    print(2)\n";
    const { text, elements } = parseCode(Buffer.from(source), { mediaType: "text/x-python" });
    expect(text).toBe(source);
    expect(elements.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)).toEqual([
      "code: import a",
      "heading: # Says hello.\n@cached\ndef hello():",
      "code:     print(1)\n\n    print(2)",
    ]);
  });

  test("takes lines longer than anybody writes for data", () => {
    const data = "public static a<b ".repeat(25_000);
    expect(symbols("java", `class A {\n  void f() {\n${data}\n  }\n}\n${data}`)).toEqual(["A", "  f"]);
  });
});
