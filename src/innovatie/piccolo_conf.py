"""Where Piccolo finds the engine and the app. Importing it needs no server."""

from piccolo.conf.apps import AppRegistry

from innovatie.infra.database import ENGINE

DB = ENGINE

APP_REGISTRY = AppRegistry(apps=["innovatie.piccolo_app"])
