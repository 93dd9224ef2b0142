CREATE TABLE "provider_batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"batch_id" uuid,
	"model_id" text NOT NULL,
	"input_file_id" text,
	"provider_batch_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "batch_id" uuid;--> statement-breakpoint
-- Conversations of batches so far; those whose batch was deleted while they were made go, too.
UPDATE "conversations" c SET "batch_id" = i."batch_id" FROM "batch_items" i
WHERE c."source" = 'batch' AND c."tenant_id" = i."tenant_id" AND c."id" = i."conversation_id";--> statement-breakpoint
DELETE FROM "conversations" WHERE "source" = 'batch' AND "batch_id" IS NULL;--> statement-breakpoint
ALTER TABLE "reembeddings" ADD COLUMN "waits_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "emailed_to" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_batches" ADD CONSTRAINT "provider_batches_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "provider_batches_next" ON "provider_batches" USING btree ("next_try_at");--> statement-breakpoint
CREATE INDEX "provider_batches_of" ON "provider_batches" USING btree ("batch_id");--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_batch" FOREIGN KEY ("tenant_id","batch_id") REFERENCES "public"."batches"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_of_batch" ON "conversations" USING btree ("batch_id") WHERE batch_id IS NOT NULL;