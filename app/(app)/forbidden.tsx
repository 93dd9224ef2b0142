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
        title="This page is for admins"
        description="You are signed in as a member. Ask an admin of your workspace to change your role or to do it for you."
      >
        <Button asChild>
          <Link href="/">Back to the chat</Link>
        </Button>
      </EmptyState>
    </div>
  );
}
