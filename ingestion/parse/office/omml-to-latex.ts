import { attributeOf, childAt, childrenOf, textIn, type XmlNode } from "../xml/read-xml.ts";

/** Characters of Word's equations that LaTeX has names for. */
const namedCharacters = `
  α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa λ lambda μ mu ν nu
  ξ xi π pi ρ rho σ sigma ς varsigma τ tau υ upsilon φ phi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda
  Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega ∞ infty × times ÷ div ± pm ∓ mp ≤ leq ≥ geq ≠ neq ≈ approx ≡ equiv
  ∼ sim ∝ propto ∈ in ∉ notin ⊂ subset ⊆ subseteq ∪ cup ∩ cap ∅ emptyset ∀ forall ∃ exists ∂ partial ∇ nabla → to
  ⇒ Rightarrow ⇔ Leftrightarrow ← leftarrow ⋅ cdot ∙ cdot … ldots ⋯ cdots ∑ sum ∏ prod ∫ int ∬ iint ∭ iiint ∮ oint
  ∧ wedge ∨ vee ¬ neg ℏ hbar ∘ circ
`;
const words = namedCharacters.trim().split(/\s+/);
const names: Record<string, string> = { "−": "-" };
for (let i = 0; i < words.length; i += 2) names[words[i] ?? ""] = `\\${words[i + 1]} `;
const accents: Record<string, string> = {
  "\u0302": "hat",
  "\u0303": "tilde",
  "\u0304": "bar",
  "\u0305": "overline",
  "\u0307": "dot",
  "\u0308": "ddot",
  "\u20d7": "vec",
};
const functions =
  /^(arc)?(sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|log|ln|lim|max|min|sup|inf|det|exp|gcd|dim|ker)$/;

/** An equation of an Office document as LaTeX, as far as it goes: what has no LaTeX here keeps its text. */
export function ommlToLatex(node: XmlNode): string {
  return inside(node).replace(/ +/g, " ").trim();
}

const inside = (node: XmlNode | undefined): string =>
  childrenOf(node)
    .map((child) => writers[child.name]?.(child) ?? inside(child))
    .join("");
const part = (node: XmlNode, name: string) => inside(childAt(node, name)).trim();
const group = (text: string) => `{${text}}`;
const property = (node: XmlNode, ...path: string[]) => {
  const found = childAt(node, `${node.name}Pr`, ...path);
  return found && (attributeOf(found, "val") ?? "");
};

const writers: Record<string, (node: XmlNode) => string> = {
  r: (node) =>
    childrenOf(node, "t")
      .map((text) => plain(textIn(text)))
      .join(""),
  f: (node) => {
    const [top, bottom] = [part(node, "num"), part(node, "den")];
    const type = property(node, "type");
    if (type === "lin") return `${top}/${bottom}`;
    return type === "noBar" ? `\\binom{${top}}{${bottom}}` : `\\frac{${top}}{${bottom}}`;
  },
  sSup: (node) => `${part(node, "e")}^${group(part(node, "sup"))}`,
  sSub: (node) => `${part(node, "e")}_${group(part(node, "sub"))}`,
  sSubSup: (node) => `${part(node, "e")}_${group(part(node, "sub"))}^${group(part(node, "sup"))}`,
  sPre: (node) => `{}_${group(part(node, "sub"))}^${group(part(node, "sup"))}${part(node, "e")}`,
  rad: (node) => {
    const degree = part(node, "deg");
    return `\\sqrt${degree ? `[${degree}]` : ""}${group(part(node, "e"))}`;
  },
  nary: (node) => {
    const sign = plain(property(node, "chr") ?? "∫").trim();
    const [below, above] = [part(node, "sub"), part(node, "sup")];
    return `${sign}${below && `_${group(below)}`}${above && `^${group(above)}`} ${part(node, "e")}`;
  },
  d: (node) => {
    const [open, close] = [property(node, "begChr") ?? "(", property(node, "endChr") ?? ")"];
    const inner = childrenOf(node, "e").map((e) => inside(e).trim());
    return `\\left${fence(open)}${inner.join(property(node, "sepChr") ?? "|")}\\right${fence(close)}`;
  },
  func: (node) => {
    const name = part(node, "fName");
    return `${functions.test(name) ? `\\${name}` : name} ${part(node, "e")}`;
  },
  limLow: (node) => `${limitName(part(node, "e"))}_${group(part(node, "lim"))}`,
  limUpp: (node) => `${limitName(part(node, "e"))}^${group(part(node, "lim"))}`,
  acc: (node) => `\\${accents[property(node, "chr") ?? "\u0302"] ?? "hat"}${group(part(node, "e"))}`,
  bar: (node) => `\\${property(node, "pos") === "top" ? "overline" : "underline"}${group(part(node, "e"))}`,
  m: (node) => {
    const rows = childrenOf(node, "mr").map((row) =>
      childrenOf(row, "e")
        .map((e) => inside(e).trim())
        .join(" & "),
    );
    return `\\begin{matrix}${rows.join(" \\\\ ")}\\end{matrix}`;
  },
  eqArr: (node) => {
    const rows = childrenOf(node, "e").map((e) => inside(e).trim());
    if (rows.length === 1) return rows[0] ?? "";
    return `\\begin{array}{l}${rows.join(" \\\\ ")}\\end{array}`;
  },
  ctrlPr: () => "",
  rPr: () => "",
};

const plain = (text: string) =>
  Array.from(text.normalize("NFKC"), (character) => names[character] ?? character).join("");
const fence = (character: string) =>
  character === "" ? "." : character === "{" || character === "}" ? `\\${character}` : character;
const limitName = (name: string) => (functions.test(name) ? `\\${name}` : name);
