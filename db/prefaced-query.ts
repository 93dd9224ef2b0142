import pg from "pg";
import utils from "pg/lib/utils.js";

export interface Statement {
  text: string;
  values?: (string | null)[];
}

/** What pg's query does with the messages of the protocol, of which its types say nothing. */
interface MessageHandling extends pg.Submittable {
  text: string;
  values?: unknown[];
  callback: (error: Error | null, result: pg.QueryResult) => void;
  prepare(connection: pg.Connection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: pg.Connection): void;
}

const PlainQuery = pg.Query as unknown as new (config: object, values?: unknown[]) => MessageHandling;

/**
 * A statement with others before it, sent at once and answered together: one round trip for all. Where one fails, the server skips the
 * rest, so that the statement never runs without what comes before it; outside of a transaction all of them are one. Only the
 * statement's own rows are given. Throws where a value can't be sent, before anything is: pg would find out when the others have gone.
 */
export class PrefacedQuery extends PlainQuery {
  readonly result: Promise<pg.QueryResult>;
  readonly preface: Statement[];
  private prefaceLeft: number;

  /** `statement` is what pg's `query` takes; several in one text can't be sent in this way. */
  constructor(preface: Statement[], statement: string | pg.QueryConfig, values?: unknown[]) {
    const config = typeof statement === "string" ? { text: statement } : statement;
    super({ ...config, queryMode: "extended" }, values);
    this.values = this.values?.map(utils.prepareValue);
    this.preface = preface;
    this.prefaceLeft = preface.length;
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>();
    this.callback = (error, result) => (error ? reject(error) : resolve(result));
    this.result = promise;
  }

  override prepare(connection: pg.Connection): void {
    for (const { text, values = [] } of this.preface) {
      connection.parse({ name: "", text, types: [] }, true);
      connection.bind({ values }, true);
      connection.execute(null, true);
    }
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.prefaceLeft === 0) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.prefaceLeft === 0) super.handleCommandComplete(message, connection);
    else this.prefaceLeft -= 1;
  }
}
