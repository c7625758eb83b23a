"""No function of ours looks for a table where its caller may have put one."""

from typing import ClassVar

from django.db import migrations

FUNCTIONS = ("cae_append_only", "cae_event_chains", "cae_forget_words")
SETTLE = "ALTER FUNCTION {name}() SET search_path = public, pg_temp;"
LEAVE = "ALTER FUNCTION {name}() RESET search_path;"


class Migration(migrations.Migration):
    """Settle where the triggers' functions look: a temporary table comes last."""

    dependencies: ClassVar = [("calls", "0011_need_to_know")]
    operations: ClassVar = [
        migrations.RunSQL(SETTLE.format(name=name), LEAVE.format(name=name)) for name in FUNCTIONS
    ]
