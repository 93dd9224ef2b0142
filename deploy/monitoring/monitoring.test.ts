import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { renderMetrics } from "../../lib/metrics.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const folder = "deploy/monitoring";

/** As much of Grafana's format as a dashboard of charts has. */
const dashboardSchema = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int().min(39),
  time: z.object({ from: z.string(), to: z.string() }),
  panels: z
    .array(
      z.object({
        id: z.int(),
        type: z.enum(["timeseries", "stat"]),
        title: z.string().min(1),
        datasource: z.object({ type: z.string(), uid: z.string() }),
        gridPos: z.object({ x: z.int().max(23), y: z.int(), w: z.int().max(24), h: z.int() }),
        fieldConfig: z.object({ defaults: z.object({ unit: z.string() }), overrides: z.array(z.unknown()) }),
        targets: z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() })).min(1),
      }),
    )
    .min(1),
});
const dashboard = dashboardSchema.parse(JSON.parse(read(`${folder}/grafana/dashboards/lectern.json`)));
const datasources = parse(read(`${folder}/grafana/provisioning/datasources/datasources.yml`)).datasources;

test("the dashboard asks only for figures that there are, of a source that is provisioned", async () => {
  const standing = { breakers: [], queues: [], documents: {}, oldestWaitingSeconds: 0, liveWorkers: 0 };
  const { text } = await renderMetrics(standing);
  const known = new Set(Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name));
  const exprs = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const asked = exprs.flatMap((expr) => expr.match(/\b(?:lectern|nodejs|process)_\w+/g) ?? []);
  const unknown = asked.filter((name) => !known.has(name) && !known.has(name.replace(/_bucket$/, "")));
  expect(unknown).toEqual([]);
  const uids = datasources.map(({ uid }: { uid: string }) => uid);
  for (const { datasource } of dashboard.panels) expect(uids).toContain(datasource.uid);
});

test("its panels have ids of their own and don't lie on each other", () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const [i, { gridPos: a }] of panels.entries())
    for (const { gridPos: b } of panels.slice(i + 1)) {
      const isApart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      expect(isApart).toBe(true);
    }
});

test("its parts speak to each other, and what compose hands them exists", () => {
  const { services } = parse(read("docker-compose.yml"), { merge: true });
  const hosts = new Set(Object.keys(services));
  const addresses = [
    ...datasources.map(({ url }: { url: string }) => new URL(url).hostname),
    parse(read(`${folder}/otel-collector.yml`)).exporters.otlp.endpoint.split(":")[0],
    ...parse(read(`${folder}/prometheus.yml`)).scrape_configs[0].dns_sd_configs[0].names,
  ];
  for (const host of addresses) expect(hosts).toContain(host);
  const [{ metrics_path: path }] = parse(read(`${folder}/prometheus.yml`)).scrape_configs;
  expect(existsSync(join(root, "app", path, "route.ts"))).toBe(true);
  for (const name of ["otel-collector", "tempo", "prometheus", "grafana"]) {
    const mounted = services[name].volumes.filter((volume: string) => volume.startsWith("./"));
    for (const volume of mounted) expect(existsSync(join(root, volume.split(":")[0])), volume).toBe(true);
  }
});
