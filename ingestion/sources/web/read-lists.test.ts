import { describe, expect, test } from "vitest";
import { findLinks } from "./find-links.ts";
import { nameFile } from "./name-file.ts";
import { isUnder, normaliseUrl } from "./normalise-url.ts";
import { readFeed } from "./read-feed.ts";
import { readSitemap } from "./read-sitemap.ts";

describe("a sitemap", () => {
  test("lists pages, with their entities read and those of images left out", () => {
    const xml = `<?xml version="1.0"?><urlset xmlns="x" xmlns:image="y">
      <url><loc> https://a.example/?x=1&amp;y=2 </loc><image:image><image:loc>https://a.example/i.png</image:loc></image:image></url>
      <url><lastmod>2026-01-01</lastmod><loc><![CDATA[https://a.example/b]]></loc></url></urlset>`;
    expect(readSitemap(xml)).toEqual({
      pages: ["https://a.example/?x=1&y=2", "https://a.example/b"],
      sitemaps: [],
    });
  });

  test("of sitemaps lists those", () => {
    const xml = "<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap></sitemapindex>";
    expect(readSitemap(xml)).toEqual({ pages: [], sitemaps: ["https://a.example/1.xml.gz"] });
  });

  test("may be a text of one address a line", () => {
    expect(readSitemap("https://a.example/1\r\nhttps://a.example/2\n")?.pages).toHaveLength(2);
  });

  test.each([
    "<html><body>Not found</body></html>",
    "Not found",
    "",
    "<url><loc>https://a.example</loc></url>",
  ])("isn't %j", (text) => {
    expect(readSitemap(text)).toBeNull();
  });
});

describe("a feed", () => {
  test("in RSS gives its entries with their links and their text", () => {
    const xml = `<rss version="2.0" xmlns:content="c"><channel><title>T</title><link>https://a.example</link>
      <item><title>One &amp; only</title><link>https://a.example/1</link><guid isPermaLink="false">g1</guid>
        <description>Short</description><content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item>
      <item><guid>https://a.example/2</guid></item>
      <item><title>No link</title><guid isPermaLink="false">g3</guid><description>&lt;b&gt;Text&lt;/b&gt;</description></item>
      </channel></rss>`;
    expect(readFeed(xml)).toEqual([
      { id: "g1", title: "One & only", link: "https://a.example/1", content: "<p>Long</p>" },
      { id: "https://a.example/2", title: "", link: "https://a.example/2", content: "" },
      { id: "g3", title: "No link", link: null, content: "<b>Text</b>" },
    ]);
  });

  test("in Atom gives the entry's page, not the feed's own address or an enclosure", () => {
    const xml = `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://a.example/feed"/>
      <entry><id>urn:1</id><title>One</title><link rel="self" href="https://a.example/1.atom"/>
        <link rel="alternate" href="https://a.example/1"/><summary>S</summary></entry>
      <entry><id>urn:2</id><title>Two</title><link href="/2"/></entry></feed>`;
    expect(readFeed(xml)?.map(({ link }) => link)).toEqual(["https://a.example/1", "/2"]);
  });

  test("isn't a web page", () => {
    expect(readFeed("<!doctype html><html><body>Hello</body></html>")).toBeNull();
  });
});

describe("links", () => {
  test("are those of the page, against its base, each once, without fragments and tracking", () => {
    const html = `<head><base href="/docs/"><link rel="canonical" href="https://a.example/docs/start?utm_source=x"></head>
      <a href="one#top">1</a><a href="one?utm_campaign=y">1</a><a href='/two'>2</a><a href="mailto:a@a.example">m</a>
      <a href="javascript:alert(1)">j</a><a href="https://b.example/">b</a><a>none</a><img src="i.png"><map><area href="three"></map>`;
    const { canonical, links } = findLinks(html, new URL("https://a.example/x/y"));
    expect(canonical?.href).toBe("https://a.example/docs/start");
    expect(links.map(({ href }) => href)).toEqual([
      "https://a.example/docs/one",
      "https://a.example/two",
      "https://b.example/",
      "https://a.example/docs/three",
    ]);
  });

  test("of a page that is nothing but opening tags are looked for no further than pages go", () => {
    const html = `<a href="/begin">b</a>${"<div>".repeat(200_000)}<a href="/end">e</a>`;
    expect(findLinks(html, new URL("https://a.example/")).links.map(({ pathname }) => pathname)).toEqual([
      "/begin",
    ]);
    const deep = "<loc>".repeat(200_000);
    expect(readSitemap(`<urlset>${deep}</urlset>`)).toBeNull();
    expect(readFeed(`<rss>${deep}</rss>`)).toBeNull();
  });
});

test.each([
  ["https://a.example/docs/", "https://a.example/docs/", true],
  ["https://a.example/docs", "https://a.example/docs/", true],
  ["https://a.example/docs/x/y", "https://a.example/docs/start.html", true],
  ["https://a.example/docs/x/y", "https://a.example/docs", true],
  ["https://a.example/documents", "https://a.example/docs", false],
  ["https://a.example/anything", "https://a.example/", true],
  ["https://a.example/documents", "https://a.example/docs/", false],
  ["https://a.example/docs/../admin", "https://a.example/docs/", false],
  ["https://b.example/docs/x", "https://a.example/docs/", false],
  ["http://a.example/docs/x", "https://a.example/docs/", false],
  ["https://a.example:8443/docs/x", "https://a.example/docs/", false],
])("%s is under %s: %s", (address, start, expected) => {
  expect(isUnder(new URL(address), new URL(start))).toBe(expected);
});

test("one page has one spelling", () => {
  const spellings = [
    "HTTPS://A.Example:443/x?b=1#top",
    "https://a.example/x?b=1&utm_source=n",
    " https://a.example/y/../x?b=1 ",
  ];
  expect(new Set(spellings.map((spelling) => normaliseUrl(spelling)?.href))).toEqual(
    new Set(["https://a.example/x?b=1"]),
  );
  expect(normaliseUrl("mailto:a@a.example")).toBeNull();
});

test.each([
  ["https://a.example/docs/intro", "text/html; charset=utf-8", "intro.html"],
  ["https://a.example/", "text/html", "a.example.html"],
  ["https://a.example/docs/", "text/html", "docs.html"],
  ["https://a.example/page.php?id=1", "text/html", "page.html"],
  ["https://a.example/report.pdf", "application/pdf", "report.pdf"],
  ["https://a.example/report.pdf", "text/html", "report.html"],
  ["https://a.example/download?f=1", "application/pdf", "download.pdf"],
  ["https://a.example/README.md", "text/plain", "README.md"],
  ["https://a.example/LICENSE", "text/plain", "LICENSE.txt"],
  ["https://a.example/report.pdf", "application/octet-stream", "report.pdf"],
  ["https://a.example/a%20b%2Fc.html", "text/html", "a b/c.html"],
  ["https://a.example/%E0%A4%A", "text/html", "%E0%A4%A.html"],
  ["https://a.example/logo.png", "image/svg+xml", null],
  ["https://a.example/video", "video/mp4", null],
  ["https://a.example/thing", undefined, null],
])("what comes from %s as %s is called %s", (address, contentType, name) => {
  expect(nameFile(new URL(address), contentType)).toBe(name);
});
