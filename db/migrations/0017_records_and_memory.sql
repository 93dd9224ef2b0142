CREATE TABLE "batch_items" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"batch_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"custom_id" text NOT NULL,
	"request" jsonb NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"answer" jsonb,
	"document_ids" uuid[],
	"request_id" text,
	"error_code" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "batch_items_batch_id_ordinal_pk" PRIMARY KEY("batch_id","ordinal"),
	CONSTRAINT "batch_items_custom_id" UNIQUE("batch_id","custom_id")
);
--> statement-breakpoint
CREATE TABLE "batches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"api_key_id" uuid,
	"status" text DEFAULT 'queued' NOT NULL,
	"name" text NOT NULL,
	"item_count" integer NOT NULL,
	"provider" text,
	"provider_batch_id" text,
	"cancel_requested_at" timestamp with time zone,
	"run_by" uuid,
	"run_beat_at" timestamp with time zone,
	"fault" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "batches_tenant_id" UNIQUE("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "memories" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"question_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memories_text" UNIQUE("tenant_id","user_id","text")
);
--> statement-breakpoint
CREATE TABLE "memory_settings" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"remembers" boolean NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memory_settings_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "summary_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"message_ids" uuid[] NOT NULL,
	"text" text NOT NULL,
	"model_id" text NOT NULL,
	"prompt_version" text NOT NULL,
	"edited_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "summary_lines_messages" UNIQUE("tenant_id","conversation_id","message_ids")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"occasion" text NOT NULL,
	"message" text NOT NULL,
	"details" jsonb DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone DEFAULT now() NOT NULL,
	"fault" text,
	CONSTRAINT "alerts_occasion" UNIQUE("tenant_id","kind","occasion")
);
--> statement-breakpoint
CREATE TABLE "request_records" (
	"tenant_id" uuid NOT NULL,
	"request_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_id" uuid,
	"api_key_id" uuid,
	"conversation_id" uuid,
	"question_id" uuid,
	"answer_id" uuid,
	"source" text NOT NULL,
	"outcome" text NOT NULL,
	"collection_ids" uuid[] NOT NULL,
	"collection_id" uuid,
	"document_ids" uuid[] NOT NULL,
	"cache" text,
	"model_id" text,
	"prompt_version" text,
	"arm" text,
	"difficulty" real,
	"input_tokens" integer DEFAULT 0 NOT NULL,
	"cached_input_tokens" integer DEFAULT 0 NOT NULL,
	"output_tokens" integer DEFAULT 0 NOT NULL,
	"cost_micro_usd" bigint DEFAULT 0 NOT NULL,
	"cache_saved_micro_usd" bigint DEFAULT 0 NOT NULL,
	"routing_saved_micro_usd" bigint DEFAULT 0 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"retries" integer DEFAULT 0 NOT NULL,
	"failovers" integer DEFAULT 0 NOT NULL,
	"sentences_checked" integer DEFAULT 0 NOT NULL,
	"sentences_unsupported" integer DEFAULT 0 NOT NULL,
	"first_word_ms" integer,
	"total_ms" integer NOT NULL,
	"stages_ms" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "request_records_tenant_id_request_id_pk" PRIMARY KEY("tenant_id","request_id")
);
--> statement-breakpoint
CREATE TABLE "request_texts" (
	"tenant_id" uuid NOT NULL,
	"request_id" text NOT NULL,
	"question" text NOT NULL,
	"answer" text NOT NULL,
	"document_ids" uuid[] NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "request_texts_tenant_id_request_id_pk" PRIMARY KEY("tenant_id","request_id")
);
--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "collection_id" uuid;--> statement-breakpoint
ALTER TABLE "usage_events" ADD COLUMN "failure" text;--> statement-breakpoint
ALTER TABLE "batch_items" ADD CONSTRAINT "batch_items_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_items" ADD CONSTRAINT "batch_items_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_items" ADD CONSTRAINT "batch_items_batch" FOREIGN KEY ("tenant_id","batch_id") REFERENCES "public"."batches"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memories" ADD CONSTRAINT "memories_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memories" ADD CONSTRAINT "memories_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memory_settings" ADD CONSTRAINT "memory_settings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memory_settings" ADD CONSTRAINT "memory_settings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_lines" ADD CONSTRAINT "summary_lines_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_lines" ADD CONSTRAINT "summary_lines_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "summary_lines" ADD CONSTRAINT "summary_lines_conversation" FOREIGN KEY ("tenant_id","conversation_id") REFERENCES "public"."conversations"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_records" ADD CONSTRAINT "request_records_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_texts" ADD CONSTRAINT "request_texts_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "request_texts" ADD CONSTRAINT "request_texts_record" FOREIGN KEY ("tenant_id","request_id") REFERENCES "public"."request_records"("tenant_id","request_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batch_items_open" ON "batch_items" USING btree ("batch_id","status","ordinal");--> statement-breakpoint
CREATE INDEX "batches_recent" ON "batches" USING btree ("tenant_id","user_id","created_at");--> statement-breakpoint
CREATE INDEX "batches_open" ON "batches" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "memories_own" ON "memories" USING btree ("tenant_id","user_id","created_at");--> statement-breakpoint
CREATE INDEX "alerts_recent" ON "alerts" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "request_records_at" ON "request_records" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "request_records_answer" ON "request_records" USING btree ("tenant_id","answer_id");--> statement-breakpoint
CREATE INDEX "request_texts_expiry" ON "request_texts" USING btree ("expires_at");