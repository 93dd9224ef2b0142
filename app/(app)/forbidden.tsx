import { Lock } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function Forbidden() {
  return (
    <div className="mx-auto w-full max-w-2xl px-4 py-16">
      <h1 className="sr-only">Not allowed</h1>
      <EmptyState
        icon={Lock}
        title="You may not open this page"
        description="It’s for admins of your workspace, or for those who run this server. Ask one of them to change your role or to do it for you."
      >
        <Button asChild>
          <Link href="/">Back to the chat</Link>
        </Button>
      </EmptyState>
    </div>
  );
}
