from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("headway", "0007_scenarios"),
    ]

    operations = [
        migrations.AddField(
            model_name="automationrule",
            name="said",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="automationrun",
            name="said",
            field=models.JSONField(default=list),
        ),
    ]
