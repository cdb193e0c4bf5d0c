"""The policy of the installation, for the pages of those who sign in."""

from django.conf import settings

from wenjiu import policies
from wenjiu.rules.policy import Policy


def policy_here() -> Policy:
    """Return the policy of the installation."""
    return policies.load_policy(settings.WENJIU_POLICY)
