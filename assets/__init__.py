"""When tables are made and in what order: settings, engine, Dagster assets. Importing this package does not import Dagster."""
