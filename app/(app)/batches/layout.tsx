import type { ReactNode } from "react";

export default function BatchesLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-4 pt-6 pb-16 sm:px-6">{children}</div>
  );
}
