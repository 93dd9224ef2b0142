import { strToU8, zipSync } from "fflate";

/** A ZIP file of texts by their paths. */
export function makeZip(files: Record<string, string | Uint8Array>): Buffer {
  const entries = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === "string" ? strToU8(content) : content,
  ]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}

const officeTypes = {
  document: "wordprocessingml.document",
  presentation: "presentationml.presentation",
  workbook: "spreadsheetml.sheet",
};
const folders = { document: "word", presentation: "ppt", workbook: "xl" };

/** An Office file of its parts, with what every one has: the list of types and the pointer to the main part. */
export function makeOffice(kind: keyof typeof officeTypes, parts: Record<string, string>): Buffer {
  const main = `${folders[kind]}/${kind}.xml`;
  const type = `application/vnd.openxmlformats-officedocument.${officeTypes[kind]}.main+xml`;
  return makeZip({
    "[Content_Types].xml": `<Types><Override PartName="/${main}" ContentType="${type}"/></Types>`,
    "_rels/.rels": makeRelations({ rId1: ["officeDocument", main] }),
    ...parts,
  });
}

/** The part that says what another one points to: type and target by id. */
export function makeRelations(relations: Record<string, [type: string, target: string]>): string {
  const base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const list = Object.entries(relations).map(
    ([id, [type, target]]) => `<Relationship Id="${id}" Type="${base}/${type}" Target="${target}"/>`,
  );
  return `<Relationships>${list.join("")}</Relationships>`;
}
