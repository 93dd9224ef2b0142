-- Everybody's turns go by the tenant's policy, admins change it.
ALTER TABLE "tenant_policies" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "tenant_policies_read" ON "tenant_policies" FOR SELECT TO lectern_app USING (tenant_id = lectern_tenant());
--> statement-breakpoint
CREATE POLICY "tenant_policies_change" ON "tenant_policies" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin()) WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "tenant_policies" TO lectern_app;
--> statement-breakpoint
-- People see, and may appeal, what a guard decided against them; admins see and review all of it.
ALTER TABLE "guard_verdicts" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "guard_verdicts_own" ON "guard_verdicts" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND (user_id = lectern_user() OR lectern_is_admin()))
  WITH CHECK (tenant_id = lectern_tenant() AND (user_id = lectern_user() OR lectern_is_admin()));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "guard_verdicts" TO lectern_app;
--> statement-breakpoint
-- Providers and their keys belong to the installation: lectern_app has no rights on them, only system queries read them.
ALTER TABLE "model_providers" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provider_models" ENABLE ROW LEVEL SECURITY;
