-- Records and alerts: anybody's question adds to them, admins read them. A record, once written, is changed by nobody.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['request_records', 'request_texts', 'alerts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO lectern_app WITH CHECK (tenant_id = lectern_tenant())', t || '_add', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO lectern_app
                    USING (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_read', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- An alert that an admin has seen is marked so; texts go when a document that they rest on does.
CREATE POLICY "alerts_see" ON "alerts" FOR UPDATE TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin()) WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT UPDATE (seen_at) ON "alerts" TO lectern_app;
--> statement-breakpoint
-- What belongs to one person: not even an admin of the tenant reads along.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['summary_lines', 'memories', 'memory_settings', 'batches', 'batch_items'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app
                    USING (tenant_id = lectern_tenant() AND user_id = lectern_user())
                    WITH CHECK (tenant_id = lectern_tenant() AND user_id = lectern_user())', t || '_own', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
