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
const PARSE_COMPLETE = new Uint8Array([0x31, 0, 0, 0, 4]);

/**
 * @typedef {object} Exchange   what is to be sent in place of the messages that came
 * @property {Uint8Array[]} messages
 * @property {Uint8Array | null} answeredAlready   what the client is to be told before the answer
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
    const same = { messages, answeredAlready: null, onAnswer: () => {} };
    const [parse, bind] = messages;
    if (!parse || !bind || !isPlainExchange(messages)) return same;
    const statement = Buffer.from(parse.subarray(6)).toString("latin1");
    const rest = messages.slice(2);
    const known = kept.get(statement);
    if (known)
      return {
        messages: [bindTo(known, bind), ...rest],
        answeredAlready: PARSE_COMPLETE,
        onAnswer: (answer) => {
          const isStale = answer[0] === ERROR && Buffer.from(answer).includes("cached plan must not change");
          if (isStale) kept.delete(statement); // its table has got other columns
        },
      };
    const times = (seen.get(statement) ?? 0) + 1;
    if (seen.size >= WATCHED_MAX) seen.clear();
    seen.set(statement, times);
    if (times < SEEN_MIN || kept.size >= KEPT_MAX) return same;
    made += 1;
    const name = `kept_${made}`;
    return {
      messages: [parseAs(name, parse), bindTo(name, bind), ...rest],
      answeredAlready: null,
      onAnswer: (answer) => {
        if (answer[0] === PARSE_COMPLETE[0]) kept.set(statement, name);
        // An error, or a notice before it: not to be tried again and again.
        else seen.set(statement, Number.NEGATIVE_INFINITY);
      },
    };
  };
}

/** Parse, Bind, Describe of the portal, Execute, Sync, with neither statement nor portal named: what clients send for one query. */
function isPlainExchange(/** @type {Uint8Array[]} */ messages) {
  const [parse, bind, ...rest] = messages;
  return (
    parse?.[0] === PARSE &&
    parse[5] === 0 &&
    bind?.[0] === BIND &&
    bind[5] === 0 &&
    bind[6] === 0 &&
    rest.at(-1)?.[0] === SYNC &&
    rest
      .slice(0, -1)
      .every(([type, , , , , what]) => type === EXECUTE || (type === DESCRIBE && what === 0x50))
  );
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
