ALTER TABLE "batch_items" ADD COLUMN "conversation_id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "batch_items" ADD COLUMN "usage" jsonb;--> statement-breakpoint
ALTER TABLE "batch_items" ADD COLUMN "handover" jsonb;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "completion_window" text;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "waits_until" timestamp with time zone;