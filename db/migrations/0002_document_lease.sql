ALTER TABLE "documents" ADD COLUMN "worker_id" uuid;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "queue_priority" integer DEFAULT 0 NOT NULL;