CREATE TABLE "guard_verdicts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"user_id" uuid,
	"request_id" text NOT NULL,
	"message_id" uuid,
	"guard" text NOT NULL,
	"finding" text NOT NULL,
	"action" text NOT NULL,
	"score" real,
	"reason" text NOT NULL,
	"details" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"appealed_at" timestamp with time zone,
	"appeal" text,
	"appealed_text" text,
	"reviewed_at" timestamp with time zone,
	"review" text
);
--> statement-breakpoint
CREATE TABLE "tenant_policies" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"policy" jsonb NOT NULL,
	"changed_by" uuid,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_providers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"base_url" text,
	"sealed_key" text,
	"key_hint" text,
	"residency" text DEFAULT 'external' NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"concurrency_max" integer,
	"chaos_share" real DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"checked_at" timestamp with time zone,
	"check_failure" text
);
--> statement-breakpoint
CREATE TABLE "provider_models" (
	"provider_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"context_tokens" bigint NOT NULL,
	"input_price" real DEFAULT 0 NOT NULL,
	"output_price" real DEFAULT 0 NOT NULL,
	"cached_input_price" real,
	"call_price" real,
	"dimensions" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "provider_models_provider_id_kind_name_pk" PRIMARY KEY("provider_id","kind","name")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "route" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "support_share" real;--> statement-breakpoint
ALTER TABLE "archived_chunks" ADD COLUMN "injection_score" real;--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "injection_score" real;--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "cached_input_tokens" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "attempt" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "arm" text;--> statement-breakpoint
ALTER TABLE "guard_verdicts" ADD CONSTRAINT "guard_verdicts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_policies" ADD CONSTRAINT "tenant_policies_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_policies" ADD CONSTRAINT "tenant_policies_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_models" ADD CONSTRAINT "provider_models_provider_id_model_providers_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."model_providers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "guard_verdicts_recent" ON "guard_verdicts" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "model_providers_name" ON "model_providers" USING btree ("name");