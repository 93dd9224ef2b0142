"use client";

import { useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { type ChunkingSettings, defaultChunking, type ParserChoice } from "@/lib/document";
import { ReembeddingPanel } from "../reembedding-panel";
import { ChunkingFields } from "./chunking-fields";
import { LanguageField, usualLanguage } from "./language-field";
import { ParserField } from "./parser-field";
import { PauseCard } from "./pause-card";
import { PreviewPanel } from "./preview-panel";

interface SavedSettings {
  /** Null: the default. */
  chunking: ChunkingSettings | null;
  parser: ParserChoice;
  /** ISO 639-3; null: English. */
  language: string | null;
  isPaused: boolean;
}

interface SettingsScreenProps {
  collectionId: string;
  saved: SavedSettings;
  /** Documents that would be processed again. */
  finishedCount: number;
  /** Whether the Unstructured API is set up here. */
  hasUnstructured: boolean;
  /** Languages whose words are known, ISO 639-3. */
  languages: readonly string[];
  /** Endings of files that can be read. */
  accepted: string[];
}

/** How a collection's documents are read and cut, with a file of one's own to try it on before anything is saved. */
export function SettingsScreen({ collectionId, saved, ...props }: SettingsScreenProps) {
  const [kept, setKept] = useState(saved);
  const [chunking, setChunking] = useState(saved.chunking ?? defaultChunking);
  const [parser, setParser] = useState(saved.parser);
  const [language, setLanguage] = useState(saved.language ?? usualLanguage);
  const [isSaving, setIsSaving] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const url = `/api/v1/collections/${collectionId}`;
  const before = kept.chunking ?? defaultChunking;
  const isChanged =
    !isSame(chunking, before) || parser !== kept.parser || language !== (kept.language ?? usualLanguage);

  const change = async (body: Partial<SavedSettings>) => {
    await apiRequest(url, { method: "PATCH", body });
    setKept((now) => ({ ...now, ...body }));
  };
  const save = () =>
    change({
      chunking: isSame(chunking, defaultChunking) ? null : chunking,
      parser,
      language: language === usualLanguage ? null : language,
    });

  const saveAlone = async () => {
    setIsSaving(true);
    try {
      await save();
      toast.success("Saved. It holds for documents from now on.");
    } catch (error) {
      toast.error(messageOf(error));
    } finally {
      setIsSaving(false);
    }
  };
  const saveAndProcess = async () => {
    await save();
    const { queued } = await apiRequest<{ queued: number }>(`${url}/reprocess`, { method: "POST" });
    toast.success(`Saved. ${formatPlural(queued, "document is", "documents are")} being processed again.`);
  };

  return (
    <div className="flex flex-col gap-6">
      <Card>
        <CardHeader>
          <CardTitle>How documents are read and cut</CardTitle>
          <CardDescription>
            Search finds chunks, not whole documents. A chunk never crosses from one section into another;
            these numbers say how long it may get and how much it repeats where a long section has to be cut.
          </CardDescription>
        </CardHeader>
        <CardContent className="grid gap-6">
          <ChunkingFields value={chunking} onChange={setChunking} />
          <LanguageField value={language} languages={props.languages} onChange={setLanguage} />
          {props.hasUnstructured || kept.parser === "unstructured" ? (
            <ParserField value={parser} hasUnstructured={props.hasUnstructured} onChange={setParser} />
          ) : null}
        </CardContent>
        <CardFooter className="flex-wrap">
          <Button isLoading={isSaving} disabled={!isChanged} onClick={() => void saveAlone()}>
            Save
          </Button>
          {props.finishedCount > 0 ? (
            <Button variant="outline" disabled={isSaving} onClick={() => setIsAsking(true)}>
              {isChanged ? "Save and process " : "Process "}
              {formatPlural(props.finishedCount, "document")} again
            </Button>
          ) : null}
          {isSame(chunking, defaultChunking) ? null : (
            <Button variant="ghost" onClick={() => setChunking(defaultChunking)}>
              Back to the default
            </Button>
          )}
        </CardFooter>
      </Card>
      <PreviewPanel
        collectionId={collectionId}
        chunking={chunking}
        parser={parser}
        accepted={props.accepted}
      />
      <ReembeddingPanel collectionId={collectionId} />
      <PauseCard isPaused={kept.isPaused} onChange={(isPaused) => change({ isPaused })} />
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Process ${formatPlural(props.finishedCount, "document")} again?`}
        description="They are read, cut and embedded anew, after everything that waits already. Until each is done it's found as it is now. Embedding them costs as much as the first time."
        confirmLabel="Process again"
        isDestructive={false}
        onConfirm={saveAndProcess}
      />
    </div>
  );
}

const isSame = (a: ChunkingSettings, b: ChunkingSettings) =>
  a.tokensMax === b.tokensMax && a.overlapShare === b.overlapShare;
