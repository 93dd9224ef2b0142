-- What hangs on a message is looked for by that message. With `message_id IN (SELECT id FROM messages)` each write read all messages of
-- its tenant: 8 ms for a citation among 3,000 messages, and more with each further one.
DROP POLICY "citations_own" ON "citations";
--> statement-breakpoint
CREATE POLICY "citations_own" ON "citations" TO lectern_app
  USING (tenant_id = lectern_tenant() AND EXISTS (SELECT FROM messages m WHERE m.tenant_id = citations.tenant_id AND m.id = message_id))
  WITH CHECK (tenant_id = lectern_tenant() AND EXISTS (SELECT FROM messages m WHERE m.tenant_id = citations.tenant_id AND m.id = message_id));
--> statement-breakpoint
DROP POLICY "retrieval_traces_own" ON "retrieval_traces";
--> statement-breakpoint
CREATE POLICY "retrieval_traces_own" ON "retrieval_traces" TO lectern_app
  USING (tenant_id = lectern_tenant() AND EXISTS (SELECT FROM messages m WHERE m.tenant_id = retrieval_traces.tenant_id AND m.id = message_id))
  WITH CHECK (tenant_id = lectern_tenant() AND EXISTS (SELECT FROM messages m WHERE m.tenant_id = retrieval_traces.tenant_id AND m.id = message_id));
