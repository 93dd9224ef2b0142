ALTER TABLE "batches" DROP COLUMN "provider";--> statement-breakpoint
ALTER TABLE "batches" DROP COLUMN "provider_batch_id";