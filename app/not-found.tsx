import Link from "next/link";
import { AuthPage } from "@/components/chat/auth-page";
import { Button } from "@/components/ui/button";

export default function NotFound() {
  return (
    <AuthPage
      title="There is no such page"
      description="The address may be mistyped, or what was here is gone."
    >
      <Button asChild size="lg">
        <Link href="/">Go to Lectern</Link>
      </Button>
    </AuthPage>
  );
}
