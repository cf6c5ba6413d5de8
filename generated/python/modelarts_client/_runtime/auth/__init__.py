"""Ways of signing in."""

from .aksk import AkSk
from .base import Credentials, Secret
from .iam import IamPassword
from .token import IamToken

__all__ = ["AkSk", "Credentials", "IamPassword", "IamToken", "Secret"]
