"""Who may do what with sealed files: nobody changes one, a body reads within its mandate."""

from typing import ClassVar

from django.db import migrations

# Everything but the document: enough to say that a case is sealed, and to find its file.
METADATA = (
    "id, case_id, reference, leaf_index, sha256, signature, key_id, sealed_at, closed_at, "
    "exercise, severity, protocol, disposition, municipality"
)

HEAD = "INSERT INTO archive_head (id, next_leaf) VALUES (1, 0);"

APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION cae_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION cae_append_only();
"""

RIGHTS = f"""
REVOKE ALL ON archive_head, archive_signing_key FROM cae_app;
REVOKE ALL ON archive_sealed_file, archive_sealed_disclosure FROM cae_app;
GRANT SELECT, UPDATE ON archive_head TO cae_sealer;
GRANT SELECT, INSERT ON archive_signing_key, archive_sealed_file TO cae_sealer;
GRANT SELECT, INSERT, DELETE ON archive_sealed_disclosure TO cae_sealer;
GRANT SELECT ON archive_signing_key TO cae_app, cae_auditor;
GRANT SELECT ({METADATA}) ON archive_sealed_file TO cae_app, cae_auditor;
GRANT SELECT ON archive_sealed_file, archive_sealed_disclosure TO cae_official;
"""

# The bodies' mandates stay unread by their own role: it learns only what its policy needs,
# and without a body set in the transaction it learns that there is none.
MANDATE = """
CREATE FUNCTION cae_mandate() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(municipality_prefix || '%'), '{}')
    FROM people_mandate
    WHERE body_id = nullif(current_setting('cae.body', true), '')::uuid
        AND expires_at > now()
        AND municipality_prefix ~ '^[0-9]*$'
$$;
REVOKE ALL ON FUNCTION cae_mandate() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cae_mandate() TO cae_official;
"""

# Only the role `official` is bound by rows; the subquery makes its mandate be read once.
ROWS = """
ALTER TABLE archive_sealed_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE archive_sealed_disclosure ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON archive_sealed_file FOR SELECT TO cae_app, cae_auditor USING (true);
CREATE POLICY sealed ON archive_sealed_file TO cae_sealer USING (true) WITH CHECK (true);
CREATE POLICY sealed ON archive_sealed_disclosure TO cae_sealer USING (true) WITH CHECK (true);
CREATE POLICY mandated ON archive_sealed_file FOR SELECT TO cae_official
    USING (municipality LIKE ANY ((SELECT cae_mandate())::text[]));
CREATE POLICY mandated ON archive_sealed_disclosure FOR SELECT TO cae_official
    USING (EXISTS (SELECT FROM archive_sealed_file AS file WHERE file.id = file_id));
"""

CLOSINGS = """
CREATE INDEX archive_closings ON casefile_event (id) INCLUDE (stream_id)
    WHERE kind = 'closure.case_closed';
"""


class Migration(migrations.Migration):
    """Guard the sealed files; let a body's transaction see its mandate and nothing else."""

    dependencies: ClassVar = [("calls", "0003_archive")]
    operations: ClassVar = [
        migrations.RunSQL(HEAD),
        migrations.RunSQL(APPEND_ONLY.format(table="archive_sealed_file")),
        migrations.RunSQL(APPEND_ONLY.format(table="archive_signing_key")),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(MANDATE),
        migrations.RunSQL(ROWS),
        migrations.RunSQL(CLOSINGS),
    ]
