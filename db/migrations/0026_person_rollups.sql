CREATE TABLE "person_rollups" (
	"tenant_id" uuid NOT NULL,
	"span" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"user_id" uuid,
	"requests" integer NOT NULL,
	"calls" integer NOT NULL,
	"failed_calls" integer NOT NULL,
	"input_tokens" bigint NOT NULL,
	"cached_input_tokens" bigint NOT NULL,
	"output_tokens" bigint NOT NULL,
	"cost_micro_usd" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "person_rollups" ADD CONSTRAINT "person_rollups_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "person_rollups_period" ON "person_rollups" USING btree ("tenant_id","span","starts_at");