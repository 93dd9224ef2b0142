import burner from "@kenjiuno/msgreader/lib/Burner.js";

/** A message's properties by their tags and types, as in "0037001F" for a subject; attachments by name or as messages. */
export interface MessageToMake {
  properties: Record<string, string | Buffer>;
  attachments?: ({ name: string; content: Buffer } | MessageToMake)[];
}

const folderType = 1;
const streamType = 2;
const rootType = 5;

type Entry = Parameters<typeof burner.burn>[0][number];

/** For tests: an Outlook message. */
export function makeMsg(message: MessageToMake): Buffer {
  const entries: Entry[] = [];
  const add = (name: string, type: number, content?: Buffer): Entry => {
    const entry: Entry = {
      name,
      type,
      length: content?.length ?? 0,
      ...(content ? { binaryProvider: () => [...content] } : { children: [] }),
    };
    entries.push(entry);
    return entry;
  };
  const put = (parent: Entry, name: string, type: number, content?: Buffer) => {
    parent.children?.push(entries.length);
    return add(name, type, content);
  };
  const fill = (folder: Entry, { properties, attachments = [] }: MessageToMake, headerBytes: number) => {
    put(folder, "__properties_version1.0", streamType, Buffer.alloc(headerBytes));
    for (const [tag, value] of Object.entries(properties)) {
      const bytes = typeof value === "string" ? Buffer.from(value, "utf16le") : value;
      put(folder, `__substg1.0_${tag}`, streamType, bytes);
    }
    for (const [i, attachment] of attachments.entries()) {
      const name = `__attach_version1.0_#${i.toString(16).padStart(8, "0")}`;
      const attached = put(folder, name, folderType);
      put(attached, "__properties_version1.0", streamType, Buffer.alloc(8));
      if ("content" in attachment) {
        put(attached, "__substg1.0_3707001F", streamType, Buffer.from(attachment.name, "utf16le"));
        put(attached, "__substg1.0_37010102", streamType, attachment.content);
      } else fill(put(attached, "__substg1.0_3701000D", folderType), attachment, 24);
    }
  };
  fill(add("Root Entry", rootType), message, 32);
  return Buffer.from(burner.burn(entries));
}
