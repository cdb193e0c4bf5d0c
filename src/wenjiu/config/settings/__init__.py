"""Django settings. ``WENJIU_PROFILE`` selects the profile: demo (default) or production."""

import os

profile = os.environ.get("WENJIU_PROFILE", "demo")
if profile == "demo":
    from wenjiu.config.settings.demo import *
elif profile == "production":
    from wenjiu.config.settings.production import *
else:
    from django.core.exceptions import ImproperlyConfigured

    raise ImproperlyConfigured(f"WENJIU_PROFILE is {profile!r}: give demo or production.")
