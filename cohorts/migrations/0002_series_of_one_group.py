"""A session and its series are of one group, whoever writes the row."""

from django.db import migrations

ON = """
CREATE FUNCTION cohorts_series_is_of_its_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT group_id FROM cohorts_debriefsession WHERE id = NEW.session_id)
        IS DISTINCT FROM (SELECT group_id FROM cohorts_sessionseries WHERE id = NEW.series_id)
    THEN
        RAISE EXCEPTION 'A session is in a series of its own group only.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER cohorts_series_is_of_its_group BEFORE INSERT OR UPDATE ON cohorts_seriesday
    FOR EACH ROW EXECUTE FUNCTION cohorts_series_is_of_its_group();
"""

OFF = """
DROP TRIGGER cohorts_series_is_of_its_group ON cohorts_seriesday;
DROP FUNCTION cohorts_series_is_of_its_group();
"""


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0001_initial")]
    operations = [migrations.RunSQL(ON, OFF)]
