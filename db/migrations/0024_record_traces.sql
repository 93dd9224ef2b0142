ALTER TABLE "request_records" ADD COLUMN "trace_id" text;--> statement-breakpoint
CREATE INDEX "usage_events_request" ON "usage_events" USING btree ("tenant_id","request_id");