"use client";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function AppPageError({ retry }: { error: Error; retry: () => void }) {
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-16">
      <h1 className="sr-only">Something went wrong</h1>
      <EmptyState
        title="This page can't be shown right now"
        description="Something went wrong on our side. Nothing of yours is lost."
      >
        <Button onClick={retry}>Try again</Button>
      </EmptyState>
    </div>
  );
}
