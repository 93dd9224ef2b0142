"use client";

import { AuthPage } from "@/components/chat/auth-page";
import { Button } from "@/components/ui/button";

export default function PageError({ retry }: { error: Error; retry: () => void }) {
  return (
    <AuthPage
      title="This page can't be shown right now"
      description="Something went wrong on our side. Try again in a moment."
    >
      <Button size="lg" onClick={retry}>
        Try again
      </Button>
    </AuthPage>
  );
}
