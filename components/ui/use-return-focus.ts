"use client";

import { useEffect, useRef } from "react";

/** What is gone, or about to go, by the time a dialog closes. */
const passing = '[role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]';

let lastLasting: HTMLElement | null = null;

function remember({ target }: FocusEvent) {
  if (target instanceof HTMLElement && !target.closest(passing)) lastLasting = target;
}

/**
 * For the content of a dialog: gives focus back, when it closes, to what had it before. Radix does so for a dialog with a
 * trigger only. One that was opened from a menu gives it back to the menu's button, since the menu is gone by then.
 */
export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null);

  // Adding the same listener again adds nothing, so there is one however many dialogs there are.
  useEffect(() => document.addEventListener("focusin", remember), []);

  return {
    onOpenAutoFocus: () => {
      const active = document.activeElement;
      const isLasting =
        active instanceof HTMLElement && active !== document.body && !active.closest('[role="menu"]');
      opener.current = isLasting ? active : lastLasting;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (opener.current?.isConnected) opener.current.focus();
    },
  };
}
