-- Words of a collection are visible where the collection is.
ALTER TABLE "collection_terms" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "collection_terms_read" ON "collection_terms" FOR SELECT TO lectern_app
  USING (tenant_id = lectern_tenant() AND collection_id IN (SELECT id FROM collections));
--> statement-breakpoint
CREATE POLICY "collection_terms_change" ON "collection_terms" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin())
  WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "collection_terms" TO lectern_app;
--> statement-breakpoint
-- A trace belongs to the person whose answer it is about, and is visible where that answer is.
ALTER TABLE "retrieval_traces" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "retrieval_traces_own" ON "retrieval_traces" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND message_id IN (SELECT id FROM messages))
  WITH CHECK (tenant_id = lectern_tenant() AND message_id IN (SELECT id FROM messages));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "retrieval_traces" TO lectern_app;
--> statement-breakpoint
-- Only admins see and change these.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['evaluation_sets', 'evaluation_questions', 'evaluation_runs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO lectern_app USING (tenant_id = lectern_tenant() AND lectern_is_admin())
                    WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_admin', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Who rates an answer shows it to the admins, with its question; that dialog says so. They read it only through queries that say
-- what they are about (lectern.reads_rated, set for one transaction), so that no other query comes upon it. Ratings from before, given
-- when that dialog didn't say so, have no question_id and stay hidden.
CREATE FUNCTION lectern_reads_rated() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT lectern_is_admin() AND coalesce(current_setting('lectern.reads_rated', true) = 'on', false) $$;
--> statement-breakpoint
CREATE POLICY "feedback_rated" ON "feedback" FOR SELECT TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_reads_rated() AND question_id IS NOT NULL);
--> statement-breakpoint
CREATE POLICY "messages_rated" ON "messages" FOR SELECT TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_reads_rated()
    AND (id IN (SELECT message_id FROM feedback WHERE question_id IS NOT NULL) OR id IN (SELECT question_id FROM feedback)));
