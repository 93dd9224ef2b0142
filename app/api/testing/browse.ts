import { parseSetCookie, stringifyCookie } from "cookie";

/** As much of a browser as signing in takes: a cookie jar for each origin, and redirects that can be watched. For tests. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();

  cookiesOf(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  /** One request, redirects not followed. */
  async fetch(url: string, form?: Record<string, string>): Promise<Response> {
    const jar = this.cookiesOf(new URL(url).origin);
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { cookie: stringifyCookie(Object.fromEntries(jar)) },
      redirect: "manual",
    });
    for (const header of response.headers.getSetCookie()) {
      const { name, value = "", maxAge, expires } = parseSetCookie(header);
      if (maxAge === 0 || (expires && expires.getTime() < Date.now())) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Follows redirects while they lead to an address that starts with `within`; returns where it ended. */
  async follow(
    url: string,
    within: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; response: Response }> {
    let response = await this.fetch(url, form);
    let at = url;
    for (
      let location = response.headers.get("location");
      location;
      location = response.headers.get("location")
    ) {
      at = new URL(location, at).href;
      if (!at.startsWith(within)) break;
      response = await this.fetch(at);
    }
    return { url: at, response };
  }
}
