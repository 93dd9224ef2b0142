DROP INDEX "answer_cache_scope";--> statement-breakpoint
CREATE INDEX "answer_cache_newest" ON "answer_cache" USING btree ("tenant_id","scope_key","expires_at");--> statement-breakpoint
CREATE INDEX "answer_cache_expiry" ON "answer_cache" USING btree ("tenant_id","expires_at");