import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/admission/session";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

/** Forms with a password and tokens of an OIDC server: nothing here is larger. next-auth itself would read any size. */
const bodyBytesMax = 64 * 1024;

/** next-auth's own pages and callbacks: csrf, providers, session, signin, signout, callback. */
export async function GET(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(request, context, authOptions());
}

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!(length <= bodyBytesMax)) return new Response(null, { status: 413 });
  // `_log` writes whatever anybody posts into our log.
  if ((await context.params).nextauth[0] === "_log") return new Response(null, { status: 404 });
  return NextAuth(request, context, authOptions());
}
