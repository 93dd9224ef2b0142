-- Archived chunks are visible where their documents are.
ALTER TABLE "archived_chunks" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "archived_chunks_read" ON "archived_chunks" FOR SELECT TO lectern_app
  USING (tenant_id = lectern_tenant() AND collection_id IN (SELECT id FROM collections));
--> statement-breakpoint
CREATE POLICY "archived_chunks_change" ON "archived_chunks" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin())
  WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "archived_chunks" TO lectern_app;
--> statement-breakpoint
-- Only admins see and change these.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['reembeddings', 'staged_embeddings', 'chunk_previews', 'sources', 'source_runs', 'source_items'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app USING (tenant_id = lectern_tenant() AND lectern_is_admin())
                    WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_admin', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
