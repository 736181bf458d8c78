"""Audit entries, consents and looks are append-only, whoever asks: a trigger, so that no code path can forget it.

An audit entry may lose a person (erasure sets `by` or `about` to null) or its reason (which may name somebody who is
erased). Nothing else about it may change, and nothing is ever put in the place of what was there. A look may lose who
looked. A consent or a look goes only together with its person, which can be known only at the end of the transaction:
hence deferred constraint triggers.
TRUNCATE is left alone: tests empty tables with it, and no web process has a reason to own that right.
"""

from django.db import migrations

ON = """
CREATE FUNCTION people_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.verb, NEW.noun, NEW.noun_id, NEW.facts, NEW.at) IS NOT DISTINCT FROM (OLD.id, OLD.verb, OLD.noun, OLD.noun_id, OLD.facts, OLD.at)
        AND (NEW.why = '' OR NEW.why = OLD.why)
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
        AND (NEW.about_id IS NULL OR NEW.about_id = OLD.about_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An audit entry cannot be changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER people_audit_is_append_only BEFORE UPDATE OR DELETE ON people_auditentry
    FOR EACH ROW EXECUTE FUNCTION people_audit_is_append_only();

CREATE FUNCTION people_consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM people_person WHERE id = OLD.person_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A consent cannot be changed or deleted: add a new one.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER people_consent_is_never_changed BEFORE UPDATE ON people_consentevent
    FOR EACH ROW EXECUTE FUNCTION people_consent_is_append_only();

CREATE CONSTRAINT TRIGGER people_consent_goes_with_its_person AFTER DELETE ON people_consentevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_consent_is_append_only();

CREATE FUNCTION people_look_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL
        AND (NEW.id, NEW.about_id, NEW.what, NEW.why, NEW.place, NEW.at) IS NOT DISTINCT FROM (OLD.id, OLD.about_id, OLD.what, OLD.why, OLD.place, OLD.at)
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM people_person WHERE id = OLD.about_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A look cannot be changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER people_look_is_never_changed BEFORE UPDATE ON people_accesslog
    FOR EACH ROW EXECUTE FUNCTION people_look_is_append_only();

CREATE CONSTRAINT TRIGGER people_look_goes_with_its_person AFTER DELETE ON people_accesslog
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION people_look_is_append_only();
"""

OFF = """
DROP TRIGGER people_look_goes_with_its_person ON people_accesslog;
DROP TRIGGER people_look_is_never_changed ON people_accesslog;
DROP FUNCTION people_look_is_append_only();
DROP TRIGGER people_consent_goes_with_its_person ON people_consentevent;
DROP TRIGGER people_consent_is_never_changed ON people_consentevent;
DROP FUNCTION people_consent_is_append_only();
DROP TRIGGER people_audit_is_append_only ON people_auditentry;
DROP FUNCTION people_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(ON, OFF)]
