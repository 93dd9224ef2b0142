-- Holds documents until the transaction ends, so that what rests on them can be written in one round trip: a member may read a
-- document but not lock it. Fails where one is gone. Locks come before what is written under them, in the order in which deleting takes them.
CREATE FUNCTION lectern_hold_documents(ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  held int;
BEGIN
  PERFORM FROM documents WHERE tenant_id = lectern_tenant() AND id = ANY (ids) ORDER BY id FOR KEY SHARE;
  GET DIAGNOSTICS held = ROW_COUNT;
  IF held < cardinality(ids) THEN
    RAISE EXCEPTION 'a document is gone' USING ERRCODE = 'LE001';
  END IF;
END $$;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION lectern_hold_documents SET search_path = %I, pg_temp', current_schema());
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION lectern_hold_documents FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION lectern_hold_documents TO lectern_app;
