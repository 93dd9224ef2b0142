-- The worker sums up past row-level security; admins read what it came to, and nobody writes it otherwise.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['usage_rollups', 'request_rollups', 'citation_rollups'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO lectern_app
                    USING (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_read', t);
    EXECUTE format('GRANT SELECT ON %I TO lectern_app', t);
  END LOOP;
END $$;
