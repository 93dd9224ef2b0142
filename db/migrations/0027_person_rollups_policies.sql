-- As the other sums: made past row-level security, and read by admins.
ALTER TABLE "person_rollups" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "person_rollups_read" ON "person_rollups" FOR SELECT TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT SELECT ON "person_rollups" TO lectern_app;
--> statement-breakpoint
-- What is summed up already lacks these: it's made anew.
UPDATE "rollup_state" SET "rolled_until" = NULL;
