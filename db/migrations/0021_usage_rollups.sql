CREATE TABLE "citation_rollups" (
	"tenant_id" uuid NOT NULL,
	"span" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"document_id" uuid NOT NULL,
	"answers" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "request_rollups" (
	"tenant_id" uuid NOT NULL,
	"span" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"is_by_user" boolean NOT NULL,
	"user_id" uuid,
	"model_id" text,
	"collection_id" uuid,
	"outcome" text NOT NULL,
	"requests" integer NOT NULL,
	"cache_hits" integer NOT NULL,
	"failed_over" integer NOT NULL,
	"sentences_checked" bigint NOT NULL,
	"sentences_unsupported" bigint NOT NULL,
	"cost_micro_usd" bigint NOT NULL,
	"cache_saved_micro_usd" bigint NOT NULL,
	"routing_saved_micro_usd" bigint NOT NULL,
	"first_word_counts" integer[] NOT NULL,
	"total_counts" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rollup_state" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"rolled_until" timestamp with time zone,
	"alerts_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "usage_rollups" (
	"tenant_id" uuid NOT NULL,
	"span" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"is_by_user" boolean NOT NULL,
	"user_id" uuid,
	"model_id" text NOT NULL,
	"provider" text NOT NULL,
	"feature" text NOT NULL,
	"collection_id" uuid,
	"calls" integer NOT NULL,
	"failed_calls" integer NOT NULL,
	"input_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"cost_micro_usd" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "emailed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "posted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "citation_rollups" ADD CONSTRAINT "citation_rollups_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_rollups" ADD CONSTRAINT "request_rollups_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_rollups" ADD CONSTRAINT "usage_rollups_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "citation_rollups_period" ON "citation_rollups" USING btree ("tenant_id","span","starts_at");--> statement-breakpoint
CREATE INDEX "request_rollups_period" ON "request_rollups" USING btree ("tenant_id","span","is_by_user","starts_at");--> statement-breakpoint
CREATE INDEX "request_rollups_user" ON "request_rollups" USING btree ("tenant_id","user_id","span","starts_at");--> statement-breakpoint
CREATE INDEX "usage_rollups_period" ON "usage_rollups" USING btree ("tenant_id","span","is_by_user","starts_at");--> statement-breakpoint
CREATE INDEX "usage_rollups_user" ON "usage_rollups" USING btree ("tenant_id","user_id","span","starts_at");--> statement-breakpoint
CREATE INDEX "request_records_abstained" ON "request_records" USING btree ("tenant_id","at") WHERE outcome = 'abstained';