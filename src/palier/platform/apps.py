from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "palier.platform"
    label = "platform"
