"""What the database itself refuses, whoever asks: to change, remove or skip a line of the log."""

from typing import ClassVar

from django.db import migrations

CASE_NUMBERS = """
CREATE SEQUENCE casefile_case_number START 1;
GRANT USAGE ON SEQUENCE casefile_case_number TO cae_app;
"""

APPEND_ONLY = """
CREATE FUNCTION cae_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION cae_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION cae_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM cae_app;
"""

# seq is gapless and each hash is SHA-256(previous hash || body), or the line is not taken.
CHAIN = """
CREATE FUNCTION cae_event_chains() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    previous bytea := decode(repeat('00', 32), 'hex');
BEGIN
    IF NEW.seq < 1 THEN
        RAISE EXCEPTION 'entries of a stream are numbered from 1'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.seq > 1 THEN
        SELECT hash INTO previous FROM casefile_event
            WHERE stream_id = NEW.stream_id AND seq = NEW.seq - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'stream % has no entry %', NEW.stream_id, NEW.seq - 1
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF NEW.hash <> sha256(previous || convert_to(NEW.body, 'UTF8')) THEN
        RAISE EXCEPTION 'entry % of stream % does not match its hash', NEW.seq, NEW.stream_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casefile_event_chains BEFORE INSERT ON casefile_event
    FOR EACH ROW EXECUTE FUNCTION cae_event_chains();
"""

READERS = """
GRANT SELECT ON ALL TABLES IN SCHEMA public TO cae_sealer;
REVOKE SELECT ON people_service_token, people_user FROM cae_sealer;
GRANT SELECT ON people_access_record, casefile_event, casefile_stream TO cae_auditor;
GRANT SELECT (id, username, display_name, role, centre_id, position, is_active) ON people_user
    TO cae_auditor;
"""


class Migration(migrations.Migration):
    """Guard the log, the access records and the mark; give each role its own reach."""

    dependencies: ClassVar = [("calls", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(CASE_NUMBERS),
        migrations.RunSQL(APPEND_ONLY),
        migrations.RunSQL(GUARD.format(table="casefile_event")),
        migrations.RunSQL(GUARD.format(table="people_access_record")),
        migrations.RunSQL(GUARD.format(table="casefile_deployment")),
        migrations.RunSQL(CHAIN),
        migrations.RunSQL(READERS),
    ]
