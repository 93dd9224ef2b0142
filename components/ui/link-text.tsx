"use client";

import { useLinkStatus } from "next/link";
import type { ComponentProps } from "react";
import { cn } from "@/lib/utils";

/** The text of a link, inside it: breathes while the page that it leads to is on its way. Runs in its own direction. */
export function LinkText({ className, ...props }: ComponentProps<"bdi">) {
  const { pending } = useLinkStatus();
  return <bdi className={cn(className, pending && "animate-breathe")} {...props} />;
}
