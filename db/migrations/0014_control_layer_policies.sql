-- Whoever sent a request may send it again, nobody else sees it.
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "idempotency_keys_own" ON "idempotency_keys" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND user_id = lectern_user())
  WITH CHECK (tenant_id = lectern_tenant() AND user_id = lectern_user());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "idempotency_keys" TO lectern_app;
--> statement-breakpoint
-- As with providers: the installation's, so lectern_app has no rights on it and only system queries read it.
ALTER TABLE "model_roles" ENABLE ROW LEVEL SECURITY;
