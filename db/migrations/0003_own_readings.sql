-- Who may read a collection is shown to admins; a member sees which collections name them, which is all that the policy on
-- collections asks for, and not which others there are or who reads them.
ALTER POLICY "collection_readers_read" ON "collection_readers"
  USING (tenant_id = lectern_tenant() AND (user_id = lectern_user() OR lectern_is_admin()));
