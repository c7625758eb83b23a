import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0007_archive_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicetoken",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="calls.operationscentre",
            ),
        ),
        migrations.AlterField(
            model_name="servicetoken",
            name="kind",
            field=models.CharField(
                choices=[
                    ("gateway", "Telephony gateway"),
                    ("official", "Official body"),
                    ("avl", "Vehicle location machine"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="servicetoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("centre__isnull", False),
                    ("kind", "avl"),
                )
                | models.Q(
                    models.Q(("kind", "avl"), _negated=True),
                    ("centre__isnull", True),
                ),
                name="people_token_centre_goes_with_avl",
            ),
        ),
    ]
