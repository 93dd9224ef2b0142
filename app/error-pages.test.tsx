import { isValidElement, type ReactNode } from "react";
import { expect, test, vi } from "vitest";
import AdminError from "./(app)/admin/error";
import AppPageError from "./(app)/error";
import PageError from "./error";
import GlobalError from "./global-error";

/** What a click does, of the first element in there that has an answer to one. */
function clickIn(node: unknown): (() => void) | undefined {
  if (Array.isArray(node)) return node.map(clickIn).find((click) => click !== undefined);
  if (!isValidElement<{ onClick?: () => void; children?: ReactNode; action?: ReactNode }>(node))
    return undefined;
  const { onClick, children, action } = node.props;
  return onClick ?? clickIn([children, action]);
}

// Next's `reset` draws the same answer once more.
test.each([AdminError, AppPageError, PageError, GlobalError])(
  "after a failure %o asks the server again, and not only the browser",
  (ErrorPage) => {
    const [retry, reset] = [vi.fn(), vi.fn()];
    const props = { error: new Error("no database"), retry, reset };
    clickIn(ErrorPage(props))?.();
    expect(retry).toHaveBeenCalledOnce();
    expect(reset).not.toHaveBeenCalled();
  },
);
