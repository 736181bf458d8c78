"""A look is append-only, whoever asks: it may lose who looked (erasure), and goes only together with its person."""

from django.db import migrations

ON = """
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
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_looks")]
    operations = [migrations.RunSQL(ON, OFF)]
