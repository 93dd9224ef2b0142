// @ts-check
/**
 * Plans kept between statements, for the embedded Postgres. Planning is dear in WebAssembly: a document read by its id takes
 * 2.2 ms under row-level security, of which 1.7 ms are spent planning what was planned a hundred times before. Clients can't
 * keep plans themselves by naming their statements, since all connections share one backend and its names. So a statement that
 * comes again and again is prepared once, for everybody, and each later one is bound to that; what the client sees is the
 * same. Postgres itself makes a plan anew when a table, the role or the search path has changed.
 */

/** A statement is kept when it comes for the third time: most of those with values written into them never come again. */
const SEEN_MIN = 3;
const KEPT_MAX = 300;
const WATCHED_MAX = 2000;

const PARSE = 0x50;
const BIND = 0x42;
const DESCRIBE = 0x44;
const EXECUTE = 0x45;
const SYNC = 0x53;
const ERROR = 0x45;
const NOTICE = 0x4e;
const PARSE_COMPLETE = 0x31;

/** The empty statement, unnamed. It comes in a kept one's place, so that the client is told of a Parse as it expects. */
const PARSE_NOTHING = message(PARSE, [Buffer.from([0, 0, 0, 0])]);

/**
 * @typedef {object} Exchange   what is to be sent in place of the messages that came
 * @property {Uint8Array[]} messages
 * @property {(answer: Uint8Array) => void} onAnswer   to be called with the first piece of the answer
 */

export function createPlanCache() {
  /** Names by text and parameter types. @type {Map<string, string>} */
  const kept = new Map();
  /** How often others have come. @type {Map<string, number>} */
  const seen = new Map();
  let made = 0;

  /** @returns {Exchange} */
  return function withKeptPlans(/** @type {Uint8Array[]} */ messages) {
    const queries = readQueries(messages);
    if (!queries) return { messages, onAnswer: () => {} };
    const sent = queries.map(prepare);
    return {
      messages: [...sent.flatMap((query) => query.messages), ...messages.slice(-1)],
      onAnswer: (answer) => learn(sent, answer),
    };
  };

  function prepare(/** @type {Query} */ { parse, bind, rest }) {
    const statement = Buffer.from(parse.subarray(6)).toString("latin1");
    const known = kept.get(statement);
    if (known) return { statement, messages: [PARSE_NOTHING, bindTo(known, bind), ...rest] };
    const times = (seen.get(statement) ?? 0) + 1;
    if (seen.size >= WATCHED_MAX) seen.clear();
    seen.set(statement, times);
    if (times < SEEN_MIN || kept.size >= KEPT_MAX) return { statement, messages: [parse, bind, ...rest] };
    made += 1;
    const name = `kept_${made}`;
    return { statement, name, messages: [parseAs(name, parse), bindTo(name, bind), ...rest] };
  }

  /** Keeps those that were parsed under their new names, and forgets those whose table has got other columns. */
  function learn(
    /** @type {{ statement: string, name?: string }[]} */ sent,
    /** @type {Uint8Array} */ answer,
  ) {
    const types = typesOf(answer);
    const parsed = types.filter((type) => type === PARSE_COMPLETE).length;
    const hasFailed = types.includes(ERROR);
    for (const [i, { statement, name }] of sent.entries()) {
      if (name && i < parsed) kept.set(statement, name);
      // An error, or a notice before it: not to be tried again and again.
      else if (name && (hasFailed || types.includes(NOTICE))) seen.set(statement, Number.NEGATIVE_INFINITY);
    }
    if (hasFailed && Buffer.from(answer).includes("cached plan must not change"))
      for (const { statement } of sent) kept.delete(statement);
  }
}

/** @typedef {{ parse: Uint8Array, bind: Uint8Array, rest: Uint8Array[] }} Query */

/**
 * The queries of an exchange: each Parse, Bind, Describe of the portal, Execute, with neither statement nor portal named, and a Sync after
 * the last. Null where it's anything else.
 *
 * @returns {Query[] | null}
 */
function readQueries(/** @type {Uint8Array[]} */ messages) {
  if (messages.at(-1)?.[0] !== SYNC) return null;
  /** @type {Query[]} */
  const queries = [];
  for (let i = 0; i < messages.length - 1; i++) {
    const [current, next] = messages.slice(i, i + 2);
    if (current?.[0] === PARSE && current[5] === 0 && next?.[0] === BIND && next[5] === 0 && next[6] === 0) {
      queries.push({ parse: current, bind: next, rest: [] });
      i += 1;
    } else if (current?.[0] === EXECUTE || (current?.[0] === DESCRIBE && current[5] === 0x50)) {
      queries.at(-1)?.rest.push(current);
    } else return null;
  }
  return queries.length > 0 && queries.every(({ rest }) => rest.length > 0) ? queries : null;
}

/** The types of the messages that are whole in this piece of an answer. */
function typesOf(/** @type {Uint8Array} */ answer) {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const types = [];
  for (let at = 0; at + 5 <= answer.byteLength; at += 1 + view.getInt32(at + 1))
    types.push(view.getUint8(at));
  return types;
}

function parseAs(/** @type {string} */ name, /** @type {Uint8Array} */ parse) {
  return message(PARSE, [Buffer.from(`${name}\0`), parse.subarray(6)]);
}

function bindTo(/** @type {string} */ name, /** @type {Uint8Array} */ bind) {
  return message(BIND, [Buffer.from(`\0${name}\0`), bind.subarray(7)]);
}

function message(/** @type {number} */ type, /** @type {Uint8Array[]} */ parts) {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head[0] = type;
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
