"use client";

import "./globals.css";

/** When even the root layout fails: no theme, no fonts, no frame to rely on. */
export default function GlobalError({ retry }: { error: Error; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto grid min-h-dvh max-w-md content-center gap-4 px-5">
          <h1 className="font-serif text-3xl font-semibold">Lectern can't be shown right now</h1>
          <p className="leading-relaxed text-muted-foreground">
            Something went wrong on our side. Your documents and conversations are safe.
          </p>
          <button
            type="button"
            onClick={retry}
            className="h-11 w-fit rounded-md bg-primary px-5 text-[15px] font-medium text-primary-foreground"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
