-- A verdict is reviewed by admins alone, whatever statement says so: its person may see it and appeal until it is reviewed, and
-- nobody writes another finding over it.
DROP POLICY "guard_verdicts_own" ON "guard_verdicts";
--> statement-breakpoint
CREATE POLICY "guard_verdicts_read" ON "guard_verdicts" FOR SELECT TO lectern_app
  USING (tenant_id = lectern_tenant() AND (user_id = lectern_user() OR lectern_is_admin()));
--> statement-breakpoint
CREATE POLICY "guard_verdicts_add" ON "guard_verdicts" FOR INSERT TO lectern_app
  WITH CHECK (tenant_id = lectern_tenant() AND (user_id = lectern_user() OR lectern_is_admin())
    AND reviewed_at IS NULL AND review IS NULL);
--> statement-breakpoint
CREATE POLICY "guard_verdicts_appeal" ON "guard_verdicts" FOR UPDATE TO lectern_app
  USING (tenant_id = lectern_tenant() AND user_id = lectern_user() AND reviewed_at IS NULL)
  WITH CHECK (tenant_id = lectern_tenant() AND user_id = lectern_user() AND reviewed_at IS NULL AND review IS NULL);
--> statement-breakpoint
CREATE POLICY "guard_verdicts_review" ON "guard_verdicts" FOR UPDATE TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin()) WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
REVOKE UPDATE, DELETE ON "guard_verdicts" FROM lectern_app;
--> statement-breakpoint
GRANT UPDATE (appealed_at, appeal, appealed_text, reviewed_at, review) ON "guard_verdicts" TO lectern_app;
--> statement-breakpoint
-- As in 0016, and says of a request that is admitted which share the tightest of its hard budgets has left, from 0 to 1, so that
-- routing can keep the last of it for what needs it. The installation's own budgets are left out: how much others spend is nobody's business.
CREATE OR REPLACE FUNCTION lectern_reserve_budget(
  tenant uuid, person uuid, api_key uuid, parts jsonb, month_max bigint, hour_max bigint, life interval
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  b record;
  wanted record;
  used record;
  free_micro_usd bigint;
  free_tokens bigint;
  least_micro_usd bigint;
  least_tokens bigint;
  left_share double precision := 1;
  refused jsonb;
  refused_until timestamptz;
  places jsonb := '[]';
  new_hold uuid := gen_random_uuid();
BEGIN
  FOR b IN SELECT * FROM lectern_budgets_of(tenant, person, api_key, month_max, hour_max) AS o ORDER BY o.budget, o.subject LOOP
    SELECT coalesce(sum(part."microUsd"), 0)::bigint AS micro_usd, coalesce(sum(part.tokens), 0)::bigint AS tokens INTO wanted
      FROM jsonb_to_recordset(parts) AS part (feature text, "microUsd" bigint, tokens bigint)
      WHERE b.feature IS NULL OR part.feature = b.feature;
    CONTINUE WHEN wanted.micro_usd = 0 AND wanted.tokens = 0;
    IF NOT EXISTS (SELECT FROM budget_periods p WHERE p.budget = b.budget AND p.subject = b.subject AND p.starts_at = b.starts_at) THEN
      INSERT INTO budget_periods (budget, subject, starts_at, tenant_id, spent_micro_usd, spent_tokens)
        SELECT b.budget, b.subject, b.starts_at, b.owner, coalesce(sum(e.cost_micro_usd), 0),
          coalesce(sum(e.input_tokens + e.output_tokens) FILTER (WHERE e.provider <> 'builtin'), 0)
        FROM usage_events e
        WHERE e.at >= b.counts_from AND (b.owner IS NULL OR e.tenant_id = b.owner)
          AND (b.scope <> 'user' OR e.user_id::text = b.subject) AND (b.scope <> 'api-key' OR e.api_key_id::text = b.subject)
          AND (b.feature IS NULL OR e.feature = b.feature)
        ON CONFLICT DO NOTHING;
    END IF;
    PERFORM FROM budget_periods p
      WHERE p.budget = b.budget AND p.subject = b.subject AND p.starts_at = b.starts_at FOR UPDATE;
    PERFORM lectern_reclaim_budget_holds(b.budget, b.subject, b.starts_at);
    SELECT p.spent_micro_usd + coalesce(h.micro_usd, 0) AS micro_usd, p.spent_tokens + coalesce(h.tokens, 0) AS tokens INTO used
      FROM budget_periods p, LATERAL (
        SELECT sum(h.micro_usd)::bigint AS micro_usd, sum(h.tokens)::bigint AS tokens FROM budget_holds h
        WHERE h.budget = p.budget AND h.subject = p.subject AND h.starts_at = p.starts_at) AS h
      WHERE p.budget = b.budget AND p.subject = b.subject AND p.starts_at = b.starts_at;
    IF b.is_hard THEN
      free_micro_usd := CASE WHEN b.micro_usd_max IS NOT NULL THEN greatest(b.micro_usd_max - used.micro_usd, 0) END;
      free_tokens := CASE WHEN b.tokens_max IS NOT NULL THEN greatest(b.tokens_max - used.tokens, 0) END;
      least_micro_usd := least(least_micro_usd, free_micro_usd);
      least_tokens := least(least_tokens, free_tokens);
      IF b.scope <> 'installation' THEN
        left_share := least(left_share, free_micro_usd::double precision / nullif(b.micro_usd_max, 0),
          free_tokens::double precision / nullif(b.tokens_max, 0));
      END IF;
      IF (wanted.micro_usd > free_micro_usd OR wanted.tokens > free_tokens)
        AND (refused_until IS NULL OR b.resets_at > refused_until) THEN
        refused_until := b.resets_at;
        refused := jsonb_build_object('budget', b.budget, 'scope', b.scope, 'feature', b.feature, 'period', b.period,
          'microUsd', free_micro_usd, 'tokens', free_tokens,
          'resetsInSeconds', ceil(extract(epoch FROM b.resets_at - clock_timestamp())));
      END IF;
    END IF;
    places := places || jsonb_build_object('budget', b.budget, 'subject', b.subject, 'starts_at', b.starts_at,
      'feature', b.feature, 'micro_usd', wanted.micro_usd, 'tokens', wanted.tokens);
  END LOOP;
  IF refused IS NULL THEN
    INSERT INTO budget_holds (id, tenant_id, budget, subject, starts_at, feature, micro_usd, tokens, expires_at)
      SELECT new_hold, tenant, r.budget, r.subject, r.starts_at, r.feature, r.micro_usd, r.tokens, clock_timestamp() + life
      FROM jsonb_to_recordset(places) AS r (
        budget text, subject text, starts_at timestamptz, feature text, micro_usd bigint, tokens bigint);
  END IF;
  PERFORM lectern_reclaim_all_budget_holds();
  IF refused IS NULL THEN
    RETURN jsonb_build_object('hold', CASE WHEN places <> '[]' THEN new_hold END, 'leftShare', left_share);
  END IF;
  RETURN jsonb_build_object(
    'refused', refused, 'left', jsonb_build_object('microUsd', least_micro_usd, 'tokens', least_tokens));
END $$;
--> statement-breakpoint
DO $$ BEGIN EXECUTE format('ALTER FUNCTION lectern_reserve_budget SET search_path = %I, pg_temp', current_schema()); END $$;
