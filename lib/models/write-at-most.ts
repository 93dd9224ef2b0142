import type { LanguageModelV4, LanguageModelV4Middleware } from "@ai-sdk/provider";
import { wrapLanguageModel } from "ai";

/** The model, asked for no more tokens than this whatever its caller asks for. */
export function writeAtMost(model: LanguageModelV4, outputTokensMax: number): LanguageModelV4 {
  const middleware: LanguageModelV4Middleware = {
    specificationVersion: "v4",
    transformParams: async ({ params }) => ({
      ...params,
      maxOutputTokens: Math.min(params.maxOutputTokens ?? outputTokensMax, outputTokensMax),
    }),
  };
  return wrapLanguageModel({ model, middleware });
}
