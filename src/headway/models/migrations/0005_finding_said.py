from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("headway", "0004_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="said",
            field=models.JSONField(default=dict),
        ),
    ]
