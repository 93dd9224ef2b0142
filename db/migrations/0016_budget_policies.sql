-- A count is worth no write to disk: it is forgotten in a minute anyway.
ALTER TABLE "rate_limits" SET UNLOGGED;
--> statement-breakpoint
-- Admins set their tenant's budgets. Those of the installation have no tenant, so that only system queries reach them.
ALTER TABLE "budgets" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "budgets_admin" ON "budgets" FOR ALL TO lectern_app
  USING (tenant_id = lectern_tenant() AND lectern_is_admin()) WITH CHECK (tenant_id = lectern_tenant() AND lectern_is_admin());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "budgets" TO lectern_app;
--> statement-breakpoint
-- What is spent and held is written by the functions below alone, and read by admins.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['budget_periods', 'budget_holds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO lectern_app
                    USING (tenant_id = lectern_tenant() AND lectern_is_admin())', t || '_read', t);
    EXECUTE format('GRANT SELECT ON %I TO lectern_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- In PL/pgSQL throughout, which keeps the plans: a function in SQL is planned at each call.
--
-- The budgets that a request of this person and key counts against, each in the period that runs (UTC). One for a named person or
-- key takes the place of the one for each. The environment's caps are among them: `tenant-cap`, what a tenant may spend in a month,
-- by its own figure or else `month_max`, and `hour-cap`, what the installation may spend in an hour. 0: no such cap. `counts_from` is
-- the moment from which the ledger has to be asked what was spent before the budget was watched; null: there's nothing before.
CREATE FUNCTION lectern_budgets_of(tenant uuid, person uuid, api_key uuid, month_max bigint, hour_max bigint)
RETURNS TABLE (
  budget text, subject text, scope text, feature text, period text, starts_at timestamptz, resets_at timestamptz,
  owner uuid, micro_usd_max bigint, tokens_max bigint, is_hard boolean, counts_from timestamptz
) LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN QUERY
  WITH named AS (
    SELECT b.id::text AS budget, b.scope, b.period, b.micro_usd_max, b.tokens_max, b.is_hard, b.tenant_id AS owner,
      CASE b.scope WHEN 'user' THEN person::text WHEN 'api-key' THEN api_key::text ELSE '' END AS subject,
      CASE b.scope WHEN 'feature' THEN b.subject END AS feature,
      b.created_at
    FROM budgets b
    WHERE (b.tenant_id = tenant OR b.tenant_id IS NULL) AND (
      b.scope IN ('installation', 'tenant', 'feature')
      OR (b.scope = 'user' AND person IS NOT NULL AND coalesce(b.subject, person::text) = person::text)
      OR (b.scope = 'api-key' AND api_key IS NOT NULL AND coalesce(b.subject, api_key::text) = api_key::text))
      AND NOT (b.scope IN ('user', 'api-key') AND b.subject IS NULL AND EXISTS (
        SELECT FROM budgets own WHERE own.tenant_id = tenant AND own.scope = b.scope AND own.period = b.period
          AND own.subject = CASE b.scope WHEN 'user' THEN person::text ELSE api_key::text END))
    UNION ALL
    SELECT 'tenant-cap', 'tenant', 'month', coalesce(nullif(t.monthly_budget_micro_usd, 0), month_max), NULL, true, tenant,
      tenant::text, NULL, 'infinity'
    FROM tenants t WHERE t.id = tenant AND coalesce(nullif(t.monthly_budget_micro_usd, 0), month_max) > 0
    UNION ALL
    SELECT 'hour-cap', 'installation', 'hour', hour_max, NULL, true, NULL, '', NULL, '-infinity' WHERE hour_max > 0)
  SELECT n.budget, n.subject, n.scope, n.feature, n.period, s.starts_at,
    (s.starts_at AT TIME ZONE 'UTC' + ('1 ' || n.period)::interval) AT TIME ZONE 'UTC',
    n.owner, n.micro_usd_max, n.tokens_max, n.is_hard, CASE WHEN n.created_at > s.starts_at THEN s.starts_at END
  FROM named n, LATERAL (SELECT date_trunc(n.period, now(), 'UTC')) AS s (starts_at);
END $$;
--> statement-breakpoint
-- Books what a process that died had reserved of this period as spent, since nobody can know how much of it was. The caller holds
-- the period's row.
CREATE FUNCTION lectern_reclaim_budget_holds(of_budget text, of_subject text, of_start timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  WITH dead AS (
    DELETE FROM budget_holds h
    WHERE h.budget = of_budget AND h.subject = of_subject AND h.starts_at = of_start AND h.expires_at <= clock_timestamp()
    RETURNING h.micro_usd, h.tokens),
  lost AS (SELECT sum(micro_usd)::bigint AS micro_usd, sum(tokens)::bigint AS tokens FROM dead HAVING count(*) > 0)
  UPDATE budget_periods p SET
    spent_micro_usd = p.spent_micro_usd + lost.micro_usd, spent_tokens = p.spent_tokens + lost.tokens,
    lost_micro_usd = p.lost_micro_usd + lost.micro_usd, lost_tokens = p.lost_tokens + lost.tokens
  FROM lost WHERE p.budget = of_budget AND p.subject = of_subject AND p.starts_at = of_start;
END $$;
--> statement-breakpoint
-- The same for every period that nobody is at. It waits for none of them, so it can't be part of a deadlock.
CREATE FUNCTION lectern_reclaim_all_budget_holds() RETURNS void LANGUAGE plpgsql AS $$
DECLARE p record;
BEGIN
  FOR p IN SELECT DISTINCT h.budget, h.subject, h.starts_at FROM budget_holds h WHERE h.expires_at <= clock_timestamp() LOOP
    PERFORM FROM budget_periods b
      WHERE b.budget = p.budget AND b.subject = p.subject AND b.starts_at = p.starts_at FOR UPDATE SKIP LOCKED;
    IF FOUND THEN PERFORM lectern_reclaim_budget_holds(p.budget, p.subject, p.starts_at); END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Sets the parts of a request aside from every budget that it counts against, or from none. Everybody locks the periods in the same
-- order, and sums up under the lock, so parallel requests can't pass a cap together. Gives {"hold": id, null where nothing is
-- capped} or {"refused": the budget without room that starts anew last, "left": what the tightest of all leaves}.
CREATE FUNCTION lectern_reserve_budget(
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
  IF refused IS NULL THEN RETURN jsonb_build_object('hold', CASE WHEN places <> '[]' THEN new_hold END); END IF;
  RETURN jsonb_build_object(
    'refused', refused, 'left', jsonb_build_object('microUsd', least_micro_usd, 'tokens', least_tokens));
END $$;
--> statement-breakpoint
-- Gives a hold back and books what was really spent, once: a hold that was settled or reclaimed is gone. Each period is locked
-- before its hold is touched, in the order of lectern_reserve_budget.
CREATE FUNCTION lectern_settle_budget(tenant uuid, settled uuid, parts jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE h record;
BEGIN
  FOR h IN SELECT * FROM budget_holds AS held WHERE held.id = settled AND held.tenant_id = tenant ORDER BY held.budget, held.subject LOOP
    PERFORM FROM budget_periods p
      WHERE p.budget = h.budget AND p.subject = h.subject AND p.starts_at = h.starts_at FOR UPDATE;
    DELETE FROM budget_holds held
      WHERE held.id = settled AND held.budget = h.budget AND held.subject = h.subject AND held.starts_at = h.starts_at;
    CONTINUE WHEN NOT FOUND;
    UPDATE budget_periods p SET
      spent_micro_usd = p.spent_micro_usd + spent.micro_usd, spent_tokens = p.spent_tokens + spent.tokens
    FROM (
      SELECT coalesce(sum(part."microUsd"), 0)::bigint AS micro_usd, coalesce(sum(part.tokens), 0)::bigint AS tokens
      FROM jsonb_to_recordset(parts) AS part (feature text, "microUsd" bigint, tokens bigint)
      WHERE h.feature IS NULL OR part.feature = h.feature) AS spent
    WHERE p.budget = h.budget AND p.subject = h.subject AND p.starts_at = h.starts_at;
  END LOOP;
END $$;
--> statement-breakpoint
-- A budget that is removed takes along what was counted for it; a request that still holds something of it settles the rest.
CREATE FUNCTION lectern_forget_budget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  DELETE FROM budget_periods WHERE budget = OLD.id::text;
  DELETE FROM budget_holds WHERE budget = OLD.id::text;
  RETURN OLD;
END $$;
--> statement-breakpoint
CREATE TRIGGER "budgets_forget" AFTER DELETE ON "budgets" FOR EACH ROW EXECUTE FUNCTION lectern_forget_budget();
--> statement-breakpoint
DO $$ DECLARE f text; BEGIN
  FOREACH f IN ARRAY ARRAY['lectern_forget_budget', 'lectern_budgets_of', 'lectern_reclaim_budget_holds', 'lectern_reclaim_all_budget_holds',
    'lectern_reserve_budget', 'lectern_settle_budget'] LOOP
    EXECUTE format('ALTER FUNCTION %I SET search_path = %I, pg_temp', f, current_schema());
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %I FROM PUBLIC', f);
  END LOOP;
END $$;
