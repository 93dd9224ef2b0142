/**
 * How definitions begin in a language, line by line: the last named group that matched is the symbol. Containers hold other
 * definitions (classes, modules); what stands in a function isn't looked at.
 */
export interface DefinitionPatterns {
  container?: RegExp;
  leaf?: RegExp;
}

const visibility = String.raw`(?:(?:public|private|protected|internal|export|default|static|final|abstract|sealed|partial|open|data|override|virtual|async|extern|unsafe|inline|pub(?:\([^)]*\))?|const|readonly|new|native|synchronized|required|suspend|lateinit|case|implicit|lazy|fileprivate|mutating|declare|strictfp|inner|annotation|operator|infix|tailrec|value|friend|constexpr|virtual|explicit)\s+)*`;
const notKeywords = String.raw`(?!(?:if|for|while|switch|catch|return|else|do|throw|new|await|typeof|delete|using|lock|match|when|sizeof|defined|assert|super|this)\b)`;
const make = (source: string) => new RegExp(`^(\\s*)${source}`);

/** A method or function by its name, arguments and opening brace, as in C and its descendants. */
const braced = make(
  String.raw`${visibility}(?:<[^>]+>\s*)?${notKeywords}(?:[\w:<>,*&?.[\]~ ]+?[\s*&]+)?${notKeywords}(?<name>~?[A-Za-z_$][\w$:]*)\s*\([^;]*$`,
);
const types = make(
  String.raw`${visibility}(?:enum\s+class|class|interface|struct|enum|record|trait|object|namespace|module|protocol|extension|union|@interface|actor|mixin)\s+(?<name>[A-Za-z_$][\w$.:]*)`,
);

const cLike: DefinitionPatterns = { container: types, leaf: braced };
const script: DefinitionPatterns = {
  container: make(
    String.raw`${visibility}(?:class|interface|namespace|module|enum)\s+(?<name>[A-Za-z_$][\w$.]*)`,
  ),
  leaf: make(
    String.raw`${visibility}(?:(?:function\s*\*?\s*(?<name>[\w$]+))|(?:(?:const|let|var)\s+(?<variable>[\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|\([^)]*\)?[^=]*(?:=>|$)|[\w$]+\s*=>))|(?:type\s+(?<type>[\w$]+)[^=]*=)|(?:(?:(?:get|set|\*)\s+)?${notKeywords}(?<method>#?[\w$]+)\s*(?:<[^>]*>)?\([^;]*\{\s*$))`,
  ),
};
const lisp: DefinitionPatterns = {
  leaf: make(String.raw`\((?:def\w*[-*+]?|define[\w-]*)\s+\(?(?<name>[^\s()]+)`),
};
const sections: DefinitionPatterns = { leaf: make(String.raw`\[+\s*(?<name>[^\]]+?)\s*\]+\s*(?:[#;].*)?$`) };

/** By language; those that aren't here are cut at empty lines alone. */
export const definitionPatterns: Record<string, DefinitionPatterns> = {
  c: cLike,
  cpp: cLike,
  csharp: cLike,
  cuda: cLike,
  dart: cLike,
  glsl: cLike,
  groovy: cLike,
  java: cLike,
  "objective-c": {
    container: make(String.raw`@(?:interface|implementation|protocol)\s+(?<name>\w+)`),
    leaf: make(
      String.raw`(?:[-+]\s*\([^)]*\)\s*(?<name>\w+)|(?:static\s+)?[\w *]+?\b(?<function>\w+)\s*\([^;]*$)`,
    ),
  },
  javascript: script,
  typescript: script,
  vue: script,
  svelte: script,
  astro: script,
  python: {
    container: make(String.raw`class\s+(?<name>\w+)`),
    leaf: make(String.raw`(?:async\s+)?def\s+(?<name>\w+)`),
  },
  go: {
    leaf: make(
      String.raw`(?:func\s+(?:\([^)]*\)\s*)?(?<name>\w+)|type\s+(?<type>\w+)\s+(?:struct|interface|func)\b)`,
    ),
  },
  rust: {
    container: make(
      String.raw`${visibility}(?:impl(?:<[^>]*>)?\s+(?:[\w:<>,'& ]+\s+for\s+)?(?<impl>\w+)|(?:mod|trait)\s+(?<name>\w+))(?!.*;\s*$)`,
    ),
    leaf: make(
      String.raw`${visibility}(?:async\s+|unsafe\s+|const\s+)*(?:fn|struct|enum|union|macro_rules!)\s+(?<name>\w+)`,
    ),
  },
  kotlin: {
    container: types,
    leaf: make(String.raw`${visibility}fun\s+(?:<[^>]+>\s*)?(?:[\w<>?]+\.)?(?<name>\w+)`),
  },
  scala: { container: types, leaf: make(String.raw`${visibility}def\s+(?<name>[^\s(:[=]+)`) },
  swift: {
    container: types,
    leaf: make(
      String.raw`(?:@\w+\s+)*${visibility}(?:class\s+)?(?:func\s+(?<name>[^\s(<]+)|(?<init>init)\b)`,
    ),
  },
  php: { container: types, leaf: make(String.raw`${visibility}function\s+&?(?<name>\w+)`) },
  ruby: {
    container: make(String.raw`(?:class|module)\s+(?<name>[A-Z][\w:]*)`),
    leaf: make(String.raw`def\s+(?<name>[\w.]+[?!=]?)`),
  },
  elixir: {
    container: make(String.raw`defmodule\s+(?<name>[\w.]+)`),
    leaf: make(String.raw`def(?:p|macro|macrop)?\s+(?<name>\w+[?!]?)`),
  },
  julia: {
    container: make(String.raw`module\s+(?<name>\w+)`),
    leaf: make(String.raw`(?:function|struct|mutable struct|macro)\s+(?<name>[\w.!]+)`),
  },
  lua: { leaf: make(String.raw`(?:local\s+)?function\s+(?<name>[\w.:]+)`) },
  perl: { leaf: make(String.raw`(?:sub|package)\s+(?<name>[\w:]+)`) },
  shell: { leaf: make(String.raw`(?:function\s+(?<name>[\w:-]+)|(?<bare>[\w:-]+)\s*\(\)\s*\{?)`) },
  powershell: {
    container: make(String.raw`class\s+(?<name>\w+)`),
    leaf: make(String.raw`(?:function|filter)\s+(?<name>[\w:-]+)`),
  },
  r: { leaf: make(String.raw`(?<name>[\w.]+)\s*(?:<-|=)\s*function\b`) },
  sql: {
    leaf: /^(\s*)create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|materialized\s+)*(?:table|view|function|procedure|trigger|index|type|schema|sequence|policy)\s+(?:if\s+not\s+exists\s+)?(?<name>[\w."$\x60[\]]+)/i,
  },
  haskell: {
    leaf: make(
      String.raw`(?:(?:data|newtype|type|class|instance)\s+(?<type>[\w' ]+?)(?:\s*=|\s+where|$)|(?<name>[a-z][\w']*)\s*::)`,
    ),
  },
  erlang: { leaf: make(String.raw`(?<name>[a-z]\w*)\(.*\)\s*(?:when.*)?->`) },
  clojure: lisp,
  lisp,
  fsharp: {
    container: make(String.raw`module\s+(?<name>[\w.]+)`),
    leaf: make(String.raw`(?:let(?:\s+rec)?|type|member\s+\w+\.)\s*(?<name>\w+)`),
  },
  ocaml: { leaf: make(String.raw`(?:let(?:\s+rec)?|module|type)\s+(?<name>\w+)`) },
  solidity: {
    container: make(String.raw`(?:abstract\s+)?(?:contract|library|interface)\s+(?<name>\w+)`),
    leaf: make(String.raw`(?:function|modifier|event|struct|enum)\s+(?<name>\w+)`),
  },
  protobuf: {
    container: make(String.raw`service\s+(?<name>\w+)`),
    leaf: make(String.raw`(?:message|enum|rpc)\s+(?<name>\w+)`),
  },
  graphql: {
    leaf: make(String.raw`(?:type|input|enum|interface|union|scalar|query|mutation|fragment)\s+(?<name>\w+)`),
  },
  terraform: {
    leaf: make(String.raw`(?:resource|data|module|variable|output|provider|locals)\b\s*(?<name>[^{]*?)\s*\{`),
  },
  vb: {
    container: make(String.raw`${visibility}(?:Class|Module)\s+(?<name>\w+)`),
    leaf: /^(\s*)(?:(?:Public|Private|Friend|Shared|Overrides)\s+)*(?:Sub|Function|Property)\s+(?<name>\w+)/i,
  },
  pascal: { leaf: /^(\s*)(?:procedure|function|constructor|destructor)\s+(?<name>[\w.]+)/i },
  fortran: {
    leaf: /^(\s*)(?:(?:recursive|pure|elemental|integer|real|logical)\s+)*(?:subroutine|function|program|module)\s+(?<name>\w+)/i,
  },
  tcl: { leaf: make(String.raw`proc\s+(?<name>\S+)`) },
  zig: { leaf: make(String.raw`(?:pub\s+)?(?:fn\s+(?<name>\w+)|const\s+(?<type>\w+)\s*=\s*struct)`) },
  nim: { leaf: make(String.raw`(?:proc|func|method|template|macro|iterator)\s+(?<name>\w+)`) },
  verilog: { leaf: make(String.raw`(?:module|entity|architecture)\s+(?<name>\w+)`) },
  toml: sections,
  ini: sections,
  yaml: { leaf: /^()(?<name>[\w.$/-]+):(?:\s|$)/ },
};
