-- Both tables are made anew: what a budget has spent in a period that runs is counted again from the ledger, and no run outlives
-- the upgrade that would hold anything.
DROP TABLE "budget_holds";
--> statement-breakpoint
DROP TABLE "budget_periods";
--> statement-breakpoint
CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid,
	"scope" text NOT NULL,
	"subject" text,
	"period" text NOT NULL,
	"micro_usd_max" bigint,
	"tokens_max" bigint,
	"is_hard" boolean DEFAULT true NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budgets_subject" UNIQUE NULLS NOT DISTINCT("tenant_id","scope","subject","period")
);
--> statement-breakpoint
CREATE TABLE "budget_periods" (
	"budget" text NOT NULL,
	"subject" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"tenant_id" uuid,
	"spent_micro_usd" bigint DEFAULT 0 NOT NULL,
	"spent_tokens" bigint DEFAULT 0 NOT NULL,
	"lost_micro_usd" bigint DEFAULT 0 NOT NULL,
	"lost_tokens" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "budget_periods_budget_subject_starts_at_pk" PRIMARY KEY("budget","subject","starts_at")
);
--> statement-breakpoint
CREATE TABLE "budget_holds" (
	"id" uuid NOT NULL,
	"budget" text NOT NULL,
	"subject" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"tenant_id" uuid NOT NULL,
	"feature" text,
	"micro_usd" bigint DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budget_holds_budget_subject_starts_at_id_pk" PRIMARY KEY("budget","subject","starts_at","id")
);
--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_periods" ADD CONSTRAINT "budget_periods_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_holds" ADD CONSTRAINT "budget_holds_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "budget_holds_id" ON "budget_holds" USING btree ("id");--> statement-breakpoint
CREATE INDEX "budget_holds_expiry" ON "budget_holds" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "budget_periods_tenant" ON "budget_periods" USING btree ("tenant_id");
