// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./terminal.mjs";

/** With doubling pauses from half a second: some two minutes in which a server may restart. */
const triesMax = 9;
const firstPauseMs = 500;
const pauseMaxMs = 30_000;

/** An error that the API answered with. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * A client of Lectern's HTTP API. A request that can't reach the server, or that it's too busy for (429, 503), is sent again
 * after the pause that the server asks for or a doubling one. Bodies are functions, since a form's files can be read once.
 *
 * @param {string} origin
 * @param {string} apiKey
 */
export function connectLectern(origin, apiKey) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {() => Promise<BodyInit> | BodyInit} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>} the body of the answer
   */
  async function request(method, path, body, headers = {}) {
    for (let tries = 1; ; tries++) {
      /** @type {Response | Error} */
      const response = await fetch(new URL(path, origin), {
        method,
        headers: { authorization: `Bearer ${apiKey}`, ...headers },
        body: await body?.(),
      }).catch((/** @type {unknown} */ error) => /** @type {Error} */ (error));
      if (response instanceof Response && response.ok) return response.json();
      const isBusy = response instanceof Error || response.status === 429 || response.status === 503;
      if (!isBusy) throw await readError(response);
      if (tries === triesMax) {
        if (response instanceof Response) throw await readError(response);
        throw new StartError(`${origin} can't be reached. Is Lectern running there? Say where with --url.`);
      }
      const asked = response instanceof Response ? Number(response.headers.get("retry-after")) * 1000 : 0;
      await sleep(Math.min(pauseMaxMs, asked || firstPauseMs * 2 ** (tries - 1)));
    }
  }

  return {
    /** @param {string} path */
    get: (path) => request("GET", path),
    /**
     * @param {string} path
     * @param {unknown} json
     */
    post: (path, json) =>
      request("POST", path, () => JSON.stringify(json), { "content-type": "application/json" }),
    /**
     * @param {string} path
     * @param {() => Promise<FormData>} form
     */
    postForm: (path, form) => request("POST", path, form),
  };
}

/** @typedef {ReturnType<typeof connectLectern>} LecternClient */

async function readError(/** @type {Response} */ response) {
  const body = await response.json().catch(() => null);
  const { code = "unknown", message = `HTTP ${response.status}` } = body?.error ?? {};
  return new ApiError(response.status, code, message);
}
