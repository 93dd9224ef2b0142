"use client";

import { type ReactNode, useState } from "react";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";

export interface ModelsTab {
  id: string;
  name: string;
  content: ReactNode;
}

/** The parts of the models page. The address says which is open, so that it can be linked to. */
export function ModelsTabs({ tabs, openId }: { tabs: ModelsTab[]; openId: string }) {
  const [open, setOpen] = useState(tabs.some(({ id }) => id === openId) ? openId : tabs[0]?.id);
  const show = (id: string) => {
    setOpen(id);
    window.history.replaceState(null, "", id === tabs[0]?.id ? "/admin/models" : `?tab=${id}`);
  };
  return (
    <Tabs value={open} onValueChange={show}>
      <TabsList aria-label="Parts of this page">
        {tabs.map(({ id, name }) => (
          <TabsTrigger key={id} value={id}>
            {name}
          </TabsTrigger>
        ))}
      </TabsList>
      {tabs.map(({ id, content }) => (
        <TabsContent key={id} value={id} className="flex flex-col gap-6">
          {content}
        </TabsContent>
      ))}
    </Tabs>
  );
}
