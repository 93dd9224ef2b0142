-- Tenant separation. The application's tenant work runs as lectern_app, a role that owns nothing and can't log in, so that
-- row-level security holds even when the connecting role is a superuser. The connecting role itself owns the tables and
-- is used only for what has no tenant yet: signing in, setting up, the worker's queue.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lectern_app') THEN CREATE ROLE lectern_app NOLOGIN; END IF;
  IF NOT pg_has_role(current_user, 'lectern_app', 'SET') THEN EXECUTE format('GRANT lectern_app TO %I', current_user); END IF;
END $$;
--> statement-breakpoint
DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO lectern_app', current_schema()); END $$;
--> statement-breakpoint
ALTER TABLE "chunks" ADD CONSTRAINT "chunks_document_fk" FOREIGN KEY ("tenant_id","document_id")
  REFERENCES "documents"("tenant_id","id") ON DELETE CASCADE;
--> statement-breakpoint
-- Who is asking, as set with set_config(…, true) at the start of each tenant transaction; null when nobody is.
CREATE FUNCTION lectern_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('lectern.tenant_id', true), '')::uuid $$;
--> statement-breakpoint
CREATE FUNCTION lectern_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('lectern.user_id', true), '')::uuid $$;
--> statement-breakpoint
CREATE FUNCTION lectern_is_admin() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('lectern.role', true) IN ('owner', 'admin', 'system'), false) $$;
--> statement-breakpoint
CREATE FUNCTION lectern_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('lectern.role', true) = 'system', false) $$;
--> statement-breakpoint
ALTER TABLE "tenants" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "tenants_read" ON "tenants" FOR SELECT TO lectern_app USING (id = lectern_tenant());
--> statement-breakpoint
CREATE POLICY "tenants_change" ON "tenants" FOR UPDATE TO lectern_app
  USING (id = lectern_tenant() AND lectern_is_admin()) WITH CHECK (id = lectern_tenant());
--> statement-breakpoint
GRANT SELECT, UPDATE ON "tenants" TO lectern_app;
--> statement-breakpoint
-- Everyone in the tenant reads these, admins change them.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['memberships', 'collection_readers'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO lectern_app USING (tenant_id = lectern_tenant())', t || '_read', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app USING (tenant_id = lectern_tenant() AND lectern_is_admin())
                    WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_change', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Only admins see and change these.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['invitations', 'api_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app USING (tenant_id = lectern_tenant() AND lectern_is_admin())
                    WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_admin', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- A collection is visible to its readers. What it holds is visible exactly where it is: the subqueries below are
-- themselves subject to this policy.
ALTER TABLE "collections" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "collections_read" ON "collections" FOR SELECT TO lectern_app USING (
  tenant_id = lectern_tenant() AND (
    readers = 'everyone' OR lectern_is_admin()
    OR EXISTS (SELECT FROM collection_readers r WHERE r.collection_id = collections.id AND r.user_id = lectern_user())
  ));
--> statement-breakpoint
CREATE POLICY "collections_change" ON "collections" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin())
  WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "collections" TO lectern_app;
--> statement-breakpoint
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['documents', 'chunks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO lectern_app
                    USING (tenant_id = lectern_tenant() AND collection_id IN (SELECT id FROM collections))', t || '_read', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app USING (tenant_id = lectern_tenant() AND lectern_is_admin())
                    WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_change', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- A conversation and all in it belong to one person: not even an admin of the tenant reads along.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['conversations', 'messages', 'feedback'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app
                    USING (tenant_id = lectern_tenant() AND (user_id = lectern_user() OR lectern_is_system()))
                    WITH CHECK (tenant_id = lectern_tenant() AND (user_id = lectern_user() OR lectern_is_system()))', t || '_own', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE "citations" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "citations_own" ON "citations" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND message_id IN (SELECT id FROM messages))
  WITH CHECK (tenant_id = lectern_tenant() AND message_id IN (SELECT id FROM messages));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "citations" TO lectern_app;
--> statement-breakpoint
-- Deleting a document blanks its quotes in everybody's conversations, which the admin who deletes it may not read.
CREATE FUNCTION lectern_blank_citations() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  UPDATE citations SET quote = '', source_deleted_at = now()
    WHERE tenant_id = OLD.tenant_id AND document_id = OLD.id AND source_deleted_at IS NULL;
  DELETE FROM answer_cache WHERE tenant_id = OLD.tenant_id AND OLD.id = ANY (document_ids);
  RETURN OLD;
END $$;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION lectern_blank_citations() SET search_path = %I, pg_temp', current_schema());
END $$;
--> statement-breakpoint
CREATE TRIGGER "documents_blank_citations" AFTER DELETE ON "documents"
  FOR EACH ROW EXECUTE FUNCTION lectern_blank_citations();
--> statement-breakpoint
-- Written on everybody's behalf; the key of a cached answer holds the collections that its reader may read.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['answer_cache', 'budget_periods', 'budget_holds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app USING (tenant_id = lectern_tenant())
                    WITH CHECK (tenant_id = lectern_tenant())', t || '_tenant', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- The ledger: anybody's call adds to it, admins read it, nobody changes it.
ALTER TABLE "usage_events" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "usage_events_add" ON "usage_events" FOR INSERT TO lectern_app WITH CHECK (tenant_id = lectern_tenant());
--> statement-breakpoint
CREATE POLICY "usage_events_read" ON "usage_events" FOR SELECT TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT SELECT, INSERT ON "usage_events" TO lectern_app;
--> statement-breakpoint
-- The people of the current tenant, without their password hashes. Runs with its owner's rights on purpose: lectern_app
-- may not read users.
CREATE VIEW "member_profiles" WITH (security_barrier) AS
  SELECT m.tenant_id, m.user_id, m.role, m.created_at, u.email, u.name
  FROM memberships m JOIN users u ON u.id = m.user_id
  WHERE m.tenant_id = lectern_tenant();
--> statement-breakpoint
GRANT SELECT ON "member_profiles" TO lectern_app;
--> statement-breakpoint
-- A tenant's partition of chunks, named chunks_<tenant id without dashes>, with its BM25 index: pg_textsearch's where
-- `textsearch` is true, else a GIN index over lexemes. Safe to call again; it adds what is missing. Row-level security is
-- repeated on the partition because BM25 is asked there: pg_textsearch has no index through the parent.
CREATE FUNCTION lectern_ensure_partition(tenant uuid, textsearch boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE part text := 'chunks_' || replace(tenant::text, '-', '');
BEGIN
  IF to_regclass(quote_ident(part)) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF chunks FOR VALUES IN (%L)', part, tenant);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    -- Compares the tenant once, not per row: a condition on the column would tempt the planner to scan by it and sort.
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO lectern_app
                    USING (lectern_tenant() = %L::uuid AND collection_id IN (SELECT id FROM collections))', part || '_read', part, tenant);
    EXECUTE format('GRANT SELECT ON %I TO lectern_app', part);
  END IF;
  IF textsearch THEN
    IF to_regclass(quote_ident(part || '_bm25')) IS NULL THEN
      EXECUTE format('CREATE INDEX %I ON %I USING bm25 (terms) WITH (text_config = ''simple'')', part || '_bm25', part);
    END IF;
  ELSE
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I USING gin (lexemes)', part || '_gin', part);
  END IF;
END $$;
