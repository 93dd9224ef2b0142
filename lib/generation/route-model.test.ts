import { describe, expect, test } from "vitest";
import { seededRandom } from "../evaluation/seeded-random.ts";
import { isAllowed } from "../models/allowed-models.ts";
import { extractiveModel } from "../models/catalog.ts";
import { liveModels, type Models } from "../models/live-models.ts";
import { type ModelSpec, modelSpec } from "../models/model-spec.ts";
import { defaultTenantPolicy, type TenantPolicy } from "../tenant-policy.ts";
import { listCandidates, type RouteInput, routeModel } from "./route-model.ts";

const model = (id: string, price: number, more: Partial<ModelSpec> = {}): ModelSpec => {
  const [provider = "", name = ""] = id.split("/");
  return modelSpec({ provider, name, kind: "chat", inputPrice: price, outputPrice: 4 * price, ...more });
};
const cheap = model("one/cheap", 0.1);
const middle = model("two/middle", 1);
const strong = model("one/strong", 5);
const local = model("box/local", 0, { residency: "local" });

const modelsOf = (chain: ModelSpec[], others: ModelSpec[] = []): Models => ({
  ...liveModels,
  chatChain: () => [...chain, extractiveModel],
  find: (id) => [...chain, ...others, extractiveModel].find((each) => each.id === id),
});
const policyOf = (models: Partial<TenantPolicy["models"]>): TenantPolicy => ({
  ...defaultTenantPolicy,
  models: { ...defaultTenantPolicy.models, ...models },
});

const easy = "What is the notice period for employees in probation?";
const hard =
  "If the tenant, who moved in on the first, leaves before the end of the year, and the deposit, which was paid in two parts, has been used for repairs, to the landlord or to the tenant or to both of them, in which parts and by when, does what is left of it go, and to whom does the interest of it go?";

const route = (change: Partial<RouteInput> = {}) =>
  routeModel({
    asked: "auto",
    candidates: [cheap, middle, strong, extractiveModel],
    question: easy,
    evidence: [],
    policy: defaultTenantPolicy,
    hasPersonalData: false,
    ...change,
  });
const ids = ({ chain }: { chain: ModelSpec[] }) => chain.map(({ id }) => id);

describe("routing", () => {
  test("gives a difficult question to the strong model and an easy one to the cheap one, and says why", () => {
    expect(ids(route())[0]).toBe(cheap.id);
    const { chain, trace } = route({ question: hard });
    expect(chain[0]).toBe(strong);
    expect(trace).toMatchObject({ modelId: strong.id, arm: null });
    expect(trace.difficulty).toBeGreaterThan(0.5);
    expect(trace.features).toHaveProperty("commas");
    expect(trace.reasons[0]).toMatch(/difficulty is 0\.\d\d/);
  });

  test("goes by the tenant's two ends and its threshold, and by none of them where it doesn't want that", () => {
    const ends = { cheap: middle.id, strong: cheap.id };
    expect(ids(route({ policy: policyOf(ends) }))[0]).toBe(middle.id);
    expect(ids(route({ policy: policyOf({ ...ends, strongFrom: 0 }) }))[0]).toBe(cheap.id);
    expect(ids(route({ question: hard, policy: policyOf({ routesByDifficulty: false }) }))[0]).toBe(cheap.id);
  });

  test("keeps the strong model for ever more difficult questions while the last of a budget is spent", () => {
    expect(ids(route({ question: hard, leftShare: 0.5 }))[0]).toBe(strong.id);
    const { chain, trace } = route({ question: hard, leftShare: 0 });
    expect(chain[0]).toBe(cheap);
    expect(trace.reasons.join(" ")).toContain("0 % of the budget is left");
  });

  test("has another provider's models stand by first, then cheaper ones, and the built-in one last", () => {
    expect(ids(route({ question: hard }))).toEqual([strong.id, middle.id, cheap.id, extractiveModel.id]);
  });

  test("puts a model that rests after failures behind the others", () => {
    const { chain, trace } = route({ question: hard, isResting: ({ id }) => id === strong.id });
    expect(ids({ chain })).toEqual([middle.id, cheap.id, strong.id, extractiveModel.id]);
    expect(trace.reasons.at(-1)).toContain("failed too often");
  });

  test("takes first what a model has already written to the question, though that model rests", () => {
    const written = { hasWritten: ({ id }: ModelSpec) => id === strong.id, isResting: () => true };
    const { chain, trace } = route(written);
    expect(ids({ chain })).toEqual([strong.id, middle.id, cheap.id, extractiveModel.id]);
    expect(trace).toMatchObject({ arm: null, reasons: [expect.stringContaining("has written")] });
    const split = (modelId: string) => policyOf({ split: [{ modelId, share: 1 }] });
    expect(route({ ...written, policy: split(strong.id) }).trace.arm).toBe(strong.id);
    expect(route({ ...written, policy: split(cheap.id) }).trace).toMatchObject({
      modelId: strong.id,
      arm: null,
    });
  });

  test("leaves what was written by a model that mayn't read the question any more", () => {
    const policy = policyOf({ keepsPersonalDataLocal: true });
    const candidates = [cheap, local, extractiveModel];
    const hasWritten = ({ id }: ModelSpec) => id === cheap.id;
    expect(ids(route({ candidates, policy, hasPersonalData: true, hasWritten }))).toEqual([
      local.id,
      extractiveModel.id,
    ]);
  });

  test("gives who asks for a model that one", () => {
    expect(route({ asked: middle.id }).trace).toMatchObject({ modelId: middle.id, difficulty: null });
  });

  test("leaves nobody a choice where there's one model, or where all cost the same", () => {
    const free = [model("a/one", 0), model("b/two", 0), extractiveModel];
    for (const candidates of [[cheap, extractiveModel], free, [extractiveModel]])
      expect(route({ candidates, question: hard }).trace).toMatchObject({
        modelId: candidates[0]?.id,
        difficulty: null,
      });
  });

  test("keeps personal data on local models, the fallbacks too, where the tenant wants it and has one", () => {
    const policy = policyOf({ keepsPersonalDataLocal: true });
    const with_ = (candidates: ModelSpec[]) => ids(route({ candidates, policy, hasPersonalData: true }));
    expect(with_([cheap, local, strong, extractiveModel])).toEqual([local.id, extractiveModel.id]);
    expect(with_([cheap, extractiveModel])).toEqual([cheap.id, extractiveModel.id]);
  });

  test("gives a split its shares, always the same for the same key, and records the arm", () => {
    const policy = policyOf({ split: [{ modelId: middle.id, share: 0.2 }] });
    const keys = Array.from({ length: 2000 }, () => crypto.randomUUID());
    const arms = keys.map((splitKey) => route({ policy, splitKey }).trace.arm);
    expect(arms.filter((arm) => arm === middle.id).length / keys.length).toBeCloseTo(0.2, 1);
    expect(keys.map((splitKey) => route({ policy, splitKey }).trace.arm)).toEqual(arms);
  });
});

describe("candidates", () => {
  test("are the chain and what the tenant names, without what it doesn't allow, the built-in one last", () => {
    const models = modelsOf([cheap, middle], [strong]);
    expect(listCandidates("auto", policyOf({ strong: strong.id }), models).map(({ id }) => id)).toEqual([
      cheap.id,
      middle.id,
      strong.id,
      extractiveModel.id,
    ]);
    const allowed = policyOf({ allowed: [middle.id] });
    expect(listCandidates("auto", allowed, models)).toEqual([middle, extractiveModel]);
    expect(listCandidates(extractiveModel.id, allowed, models)).toEqual([extractiveModel]);
  });

  test("of an unknown model, or one that isn't allowed, are refused", () => {
    const models = modelsOf([cheap, middle]);
    for (const asked of ["nobody/nothing", cheap.id])
      expect(() => listCandidates(asked, policyOf({ allowed: [middle.id] }), models)).toThrow(
        expect.objectContaining({ code: "model_not_found" }),
      );
  });
});

describe("on-premises only, whatever else is decided", () => {
  const random = seededRandom(7);
  const pick = <T>(items: T[]): T => items[Math.floor(random() * items.length)] as T;
  const some = <T>(items: T[]) => items.filter(() => random() < 0.5);
  const chance = (share: number) => random() < share;

  test("no external model is in any chain: 5,000 random catalogs, policies and questions", () => {
    let withLocal = 0;
    for (let round = 0; round < 5000; round++) {
      const catalog = Array.from({ length: 1 + Math.floor(random() * 7) }, (_, i) =>
        model(`${pick(["one", "two", "box"])}/m${i}`, pick([0, 0.1, 1, 5]), {
          residency: pick(["local", "external"] as const),
        }),
      );
      const known = catalog.map(({ id }) => id);
      const policy = policyOf({
        isOnPremisesOnly: true,
        allowed: chance(0.5) ? null : some(known),
        cheap: chance(0.5) ? null : pick(known),
        strong: chance(0.5) ? null : pick(known),
        routesByDifficulty: chance(0.5),
        strongFrom: random(),
        split: some(known).map((modelId) => ({ modelId, share: random() })),
        keepsPersonalDataLocal: chance(0.5),
      });
      const asked = chance(0.5) ? "auto" : pick(known);
      const models = modelsOf(some(catalog), catalog);
      const resting = some(known);
      const input = {
        asked,
        question: pick([easy, hard]),
        evidence: [],
        policy,
        hasPersonalData: chance(0.5),
        leftShare: random(),
        isResting: ({ id }: ModelSpec) => resting.includes(id),
        splitKey: `${round}`,
      };
      // What listCandidates refuses isn't routed; and routing is safe even of candidates that nobody looked at.
      const candidateLists = [catalog];
      try {
        candidateLists.push(listCandidates(asked, policy, models));
      } catch (error) {
        expect(error).toMatchObject({ code: "model_not_found" });
      }
      for (const candidates of candidateLists) {
        const { chain } = routeModel({ ...input, candidates });
        expect(chain.filter((each) => !isAllowed(each, policy))).toEqual([]);
        expect(chain.filter(({ residency }) => residency !== "local")).toEqual([]);
        expect(chain.at(-1)).toBe(extractiveModel);
        if (chain.length > 1) withLocal++;
      }
    }
    expect(withLocal).toBeGreaterThan(1000);
  });
});
