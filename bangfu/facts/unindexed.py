"""A foreign key loses the index of its own where another index begins with it: one index less to keep up for every row that is written."""

from typing import Any

from django.db.migrations.operations import AlterField


class Unindexed(AlterField):
    """`AlterField` to `db_index=False`. Only the index goes: to alter a field SQLite would make the whole table anew, and without its triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        column, named = model._meta.get_field(self.name).column, {one.name for one in model._meta.indexes}
        for name in schema_editor._constraint_names(model, [column], index=True, unique=False, exclude=named):
            schema_editor.execute(schema_editor._delete_index_sql(model, name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[model._meta.get_field(self.name)]))
