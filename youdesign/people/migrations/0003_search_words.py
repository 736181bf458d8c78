"""What the search for colleagues stands on: likeness of words, letters without accents, and English that knows both."""

from django.db import migrations

from youdesign.people.extensions import Extension

ON = """
CREATE TEXT SEARCH CONFIGURATION people_words (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION people_words
    ALTER MAPPING FOR word, hword, hword_part WITH unaccent, english_stem;
"""

OFF = "DROP TEXT SEARCH CONFIGURATION people_words;"


class Migration(migrations.Migration):
    dependencies = [("people", "0002_append_only")]
    operations = [Extension("pg_trgm"), Extension("unaccent"), migrations.RunSQL(ON, OFF)]
