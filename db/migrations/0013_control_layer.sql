-- Answers cached before have no question, by which they'd be found.
DELETE FROM "answer_cache";
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"answer_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_tenant_id_user_id_key_pk" PRIMARY KEY("tenant_id","user_id","key")
);
--> statement-breakpoint
CREATE TABLE "model_roles" (
	"role" text PRIMARY KEY NOT NULL,
	"model_id" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "evaluation_runs" ALTER COLUMN "report" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "answer_cache" ADD COLUMN "scope_key" text NOT NULL;--> statement-breakpoint
ALTER TABLE "answer_cache" ADD COLUMN "question" text NOT NULL;--> statement-breakpoint
ALTER TABLE "answer_cache" ADD COLUMN "embedding" halfvec;--> statement-breakpoint
ALTER TABLE "answer_cache" ADD COLUMN "embedding_model" text;--> statement-breakpoint
ALTER TABLE "answer_cache" ADD COLUMN "cost_micro_usd" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "answer_cache" ADD COLUMN "hits" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "answer_cache" ADD COLUMN "last_hit_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "given_title" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "given_language" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "has_stale_terms" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "evaluation_runs" ADD COLUMN "measured" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "evaluation_runs" ADD COLUMN "beat_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "provider_models" ADD COLUMN "ordinal" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "answer_cache_scope" ON "answer_cache" USING btree ("tenant_id","scope_key");--> statement-breakpoint
CREATE INDEX "documents_stale_terms" ON "documents" USING btree ("created_at") WHERE has_stale_terms;