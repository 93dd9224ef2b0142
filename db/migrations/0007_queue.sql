CREATE INDEX "documents_queue" ON "documents" USING btree ("queue_priority","created_at") WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX "documents_active" ON "documents" USING btree ("queue_priority") WHERE status in ('parsing', 'chunking', 'embedding', 'indexing');--> statement-breakpoint
CREATE INDEX "documents_turn" ON "documents" USING btree ("tenant_id","lane","queue_priority") WHERE status not in ('ready', 'failed', 'cancelled');--> statement-breakpoint
CREATE INDEX "documents_ready" ON "documents" USING btree ("ready_at") WHERE ready_at is not null;--> statement-breakpoint
CREATE FUNCTION lectern_lane_step(lane text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE lane WHEN 'interactive' THEN 1 WHEN 'bulk' THEN 8 ELSE 32 END $$;
--> statement-breakpoint
-- Self-clocked fair queueing (Golestani 1994). A document's tag is one step after the one before it of the same tenant and
-- lane, or one step after the document that is in service now, whichever is later (while none is: one step after where the
-- next one's step began). The lowest tag is next. So tenants take turns however many files each has, eight interactive
-- uploads pass one of a bulk and four of a bulk one of a re-sync, and nothing waits for ever: a tag never changes, and what
-- arrives later is behind it within a round. Tags are kept negated, since the queue takes the highest first. What waits
-- because its collection is paused counts for nothing here, and what is put off after a fault doesn't hold the clock back.
CREATE FUNCTION lectern_next_priority(tenant uuid, in_lane text) RETURNS integer LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
DECLARE
  step integer := lectern_lane_step(in_lane);
  clock integer;
  mine integer;
BEGIN
  SELECT min(queue_priority) INTO clock FROM documents WHERE status IN ('parsing', 'chunking', 'embedding', 'indexing');
  IF clock IS NULL THEN
    SELECT d.queue_priority + lectern_lane_step(d.lane) INTO clock FROM documents d
      WHERE d.status = 'queued' AND d.error_code IS NULL
        AND NOT EXISTS (SELECT FROM collections c WHERE c.id = d.collection_id AND c.is_paused)
      ORDER BY d.queue_priority DESC LIMIT 1;
  END IF;
  SELECT d.queue_priority INTO mine FROM documents d
    WHERE d.tenant_id = tenant AND d.lane = in_lane AND d.status NOT IN ('ready', 'failed', 'cancelled')
      AND NOT EXISTS (SELECT FROM collections c WHERE c.id = d.collection_id AND c.is_paused)
    ORDER BY d.queue_priority LIMIT 1;
  RETURN least(clock, mine, 0) - step;
END $$;
--> statement-breakpoint
-- Without a fixed search path a definer's function could be made to read tables of the caller's own making.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION lectern_next_priority(uuid, text) SET search_path = %I, pg_temp', current_schema());
END $$;
