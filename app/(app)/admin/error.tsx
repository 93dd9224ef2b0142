"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

export default function AdminError({ retry }: { error: Error; retry: () => void }) {
  return (
    <Alert
      variant="destructive"
      action={
        <Button variant="outline" size="sm" onClick={retry}>
          Try again
        </Button>
      }
    >
      This page couldn't be loaded. The server may be starting or busy.
    </Alert>
  );
}
