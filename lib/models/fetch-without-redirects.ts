/**
 * `fetch` that fails where it would be sent on: a key goes to the server that it was entered for and to no other. fetch itself drops
 * `authorization` on the way to another host, but not the headers of other names in which some providers want their key.
 */
export const fetchWithoutRedirects: typeof fetch = (input, init) =>
  fetch(input, { ...init, redirect: "error" });
