import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function AppNotFound() {
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-16">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is nothing here"
        description="The page or conversation doesn't exist, or it belongs to somebody else."
      >
        <Button asChild>
          <Link href="/">New chat</Link>
        </Button>
      </EmptyState>
    </div>
  );
}
