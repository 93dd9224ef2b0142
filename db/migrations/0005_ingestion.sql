CREATE TABLE "archived_chunks" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"document_id" uuid NOT NULL,
	"collection_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"text" text NOT NULL,
	"heading_path" text[] NOT NULL,
	"page_start" integer,
	"page_end" integer,
	"page_offsets" integer[] DEFAULT '{}' NOT NULL,
	"boxes" jsonb,
	"char_start" integer NOT NULL,
	"char_end" integer NOT NULL,
	"token_count" integer NOT NULL,
	"archived_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "archived_chunks_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "chunk_previews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"byte_size" bigint NOT NULL,
	"content_hash" text NOT NULL,
	"parser" text NOT NULL,
	"chunking" jsonb NOT NULL,
	"embedding_model" text NOT NULL,
	"sealed_password" text,
	"status" text DEFAULT 'waiting' NOT NULL,
	"result" jsonb,
	"error_code" text,
	"error_message" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reembeddings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"collection_id" uuid NOT NULL,
	"embedding_model" text NOT NULL,
	"embedding_dimensions" integer NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"done_chunks" integer DEFAULT 0 NOT NULL,
	"total_chunks" integer DEFAULT 0 NOT NULL,
	"cost_micro_usd" bigint DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	"worker_id" uuid,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "staged_embeddings" (
	"tenant_id" uuid NOT NULL,
	"reembedding_id" uuid NOT NULL,
	"chunk_id" uuid NOT NULL,
	"embedding" halfvec NOT NULL,
	CONSTRAINT "staged_embeddings_reembedding_id_chunk_id_pk" PRIMARY KEY("reembedding_id","chunk_id")
);
--> statement-breakpoint
CREATE TABLE "source_items" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"key" text NOT NULL,
	"etag" text,
	"last_modified" text,
	"content_hash" text,
	"lineage_id" uuid,
	"seen_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "source_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"added" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"removed" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"skipped" integer DEFAULT 0 NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"error_code" text,
	"error_message" text,
	"worker_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"collection_id" uuid NOT NULL,
	"name" text NOT NULL,
	"config" jsonb NOT NULL,
	"sealed_credentials" text,
	"schedule" text,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"next_run_at" timestamp with time zone,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "documents_content";--> statement-breakpoint
ALTER TABLE "chunks" ADD COLUMN "boxes" jsonb;--> statement-breakpoint
ALTER TABLE "collections" ADD COLUMN "chunking" jsonb;--> statement-breakpoint
ALTER TABLE "collections" ADD COLUMN "parser" text DEFAULT 'builtin' NOT NULL;--> statement-breakpoint
ALTER TABLE "collections" ADD COLUMN "is_paused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "lane" text DEFAULT 'interactive' NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "lineage_id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "superseded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "source_id" uuid;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "source_key" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "sealed_password" text;--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ADD COLUMN "wake_host" text;--> statement-breakpoint
ALTER TABLE "worker_heartbeats" ADD COLUMN "wake_port" integer;--> statement-breakpoint
ALTER TABLE "archived_chunks" ADD CONSTRAINT "archived_chunks_document_fk" FOREIGN KEY ("tenant_id","document_id") REFERENCES "documents"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chunk_previews" ADD CONSTRAINT "chunk_previews_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reembeddings" ADD CONSTRAINT "reembeddings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reembeddings" ADD CONSTRAINT "reembeddings_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reembeddings" ADD CONSTRAINT "reembeddings_collection" FOREIGN KEY ("tenant_id","collection_id") REFERENCES "collections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staged_embeddings" ADD CONSTRAINT "staged_embeddings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staged_embeddings" ADD CONSTRAINT "staged_embeddings_reembedding_id_reembeddings_id_fk" FOREIGN KEY ("reembedding_id") REFERENCES "reembeddings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_items" ADD CONSTRAINT "source_items_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_items" ADD CONSTRAINT "source_items_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_runs" ADD CONSTRAINT "source_runs_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_runs" ADD CONSTRAINT "source_runs_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_collection" FOREIGN KEY ("tenant_id","collection_id") REFERENCES "collections"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "archived_chunks_document" ON "archived_chunks" USING btree ("tenant_id","document_id","ordinal");--> statement-breakpoint
CREATE INDEX "chunk_previews_created" ON "chunk_previews" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reembeddings_running" ON "reembeddings" USING btree ("tenant_id","collection_id") WHERE status = 'running';--> statement-breakpoint
CREATE UNIQUE INDEX "source_items_key" ON "source_items" USING btree ("source_id","key");--> statement-breakpoint
CREATE INDEX "source_runs_source" ON "source_runs" USING btree ("tenant_id","source_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "source_runs_open" ON "source_runs" USING btree ("source_id") WHERE status in ('queued', 'running');--> statement-breakpoint
CREATE UNIQUE INDEX "sources_name" ON "sources" USING btree ("tenant_id","collection_id",lower("name"));--> statement-breakpoint
CREATE INDEX "sources_due" ON "sources" USING btree ("next_run_at") WHERE is_enabled and next_run_at is not null;--> statement-breakpoint
CREATE INDEX "documents_lineage" ON "documents" USING btree ("tenant_id","lineage_id","version");--> statement-breakpoint
CREATE INDEX "documents_source_key" ON "documents" USING btree ("tenant_id","collection_id","source_key") WHERE source_key is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_content" ON "documents" USING btree ("tenant_id","collection_id","content_hash") WHERE superseded_at is null;